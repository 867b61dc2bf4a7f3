import { dense, reshape } from "@evenkeel/autodiff";
import { defineModel, type FitProblem, tokens, type Tree } from "@evenkeel/core";
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { diagonalAtZero, INTERCEPT_PENALTY, logisticObjective, type LogisticShape } from "./logistic-objective.js";
import { minimize } from "./minimize.js";

/**
 * Logistic regression with an L2 penalty, fitted to the optimum in float64: by Newton's method where its Hessian is small, else by
 * L-BFGS, whose time grows with rows × columns.
 *
 *     min over W, b of  Σᵢ Σ_c tᵢ_c · (−log softmax(W xᵢ + b)_c) + λ/2 · ‖W‖²
 *
 * Two classes have one weight vector (of the logit difference), more have one each; the intercept is not penalized. These
 * are the objective and the defaults of scikit-learn's `LogisticRegression` (λ = 1/C). It takes no updates, and is the
 * floor that anything deeper has to beat.
 *
 * @see Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", §4.4.1 (Newton's method), §18.3.2 (penalty).
 */
export default defineModel({
  name: "logistic-regression",
  summary: "L2-penalized logistic regression, fitted to the optimum in float64",
  config: {
    penalty: z.number().min(0).default(1).describe("λ, scikit-learn's 1/C"),
    tolerance: z.number().positive().default(1e-10).describe("it stops when half the decrement, what the next step would gain, is smaller"),
    maxIterations: z.int().positive().nullable().default(null).describe("most steps; null is 100 of Newton's, 2,000 of L-BFGS"),
  },
  inject: [tokens.modelInputs],
  declares: () => ({ fits: true }),
  create({ penalty, tolerance, maxIterations }, { featureShape, numClasses }) {
    const numFeatures = featureShape.reduce((product, length) => product * length, 1);
    const toTree = (columns: readonly Float64Array[]): Tree => ({
      "head/kernel": tensor2d(
        Float32Array.from({ length: numFeatures * numClasses }, (_, i) => columns[i % numClasses]![Math.floor(i / numClasses)]!),
        [numFeatures, numClasses],
      ),
      "head/bias": tensor1d(columns.map((column) => column[numFeatures]!)),
    });
    return {
      head: "linear",
      init: () => toTree(Array.from({ length: numClasses }, () => new Float64Array(numFeatures + 1))),
      shapes: () => ({ "head/kernel": [numFeatures, numClasses], "head/bias": [numClasses] }),
      initState: () => ({}),
      embed(_params, state, features) {
        // Images are rows of pixels.
        const flat = features.shape.length === 2 ? features : reshape(features, [features.shape[0]!, numFeatures]);
        return { embedding: flat, state };
      },
      classify: (params, embedding) => dense(embedding, params["head/kernel"]!, params["head/bias"]!),
      async fit(problem) {
        const columns = await fit(problem, { numFeatures, numClasses, penalty, tolerance }, maxIterations);
        if (penalty === 0) warnSeparated(problem, columns);
        return toTree(columns);
      },
    };
  },
});

interface FitOptions extends LogisticShape {
  readonly tolerance: number;
}

interface NewtonOptions extends FitOptions {
  readonly maxIterations: number;
}

/** Multiplications in one step of Newton's method up to which it is the faster one. */
const SMALL = 2e7;

function fit(problem: FitProblem, options: FitOptions, maxIterations: number | null): Float64Array[] | Promise<Float64Array[]> {
  const size = (options.numClasses === 2 ? 1 : options.numClasses) * (options.numFeatures + 1);
  const isSmall = (problem.numExamples + size) * size ** 2 <= SMALL;
  return isSmall
    ? fitByNewton(problem, { ...options, maxIterations: maxIterations ?? 100 })
    : fitByGradients(problem, { ...options, maxIterations: maxIterations ?? 2000 });
}

/** As `fitByNewton`, by L-BFGS: for many columns. */
export async function fitByGradients(problem: FitProblem, options: NewtonOptions): Promise<Float64Array[]> {
  const { numFeatures, numClasses, tolerance, maxIterations } = options;
  const width = numFeatures + 1;
  const free = numClasses === 2 ? 1 : numClasses;
  const theta = await minimize(logisticObjective(problem, options), free * width, {
    diagonal: diagonalAtZero(problem, options),
    tolerance,
    maxIterations,
    unfinished: () => warnUnfinished(problem, maxIterations),
  });
  const columns = Array.from({ length: free }, (_, c) => theta.slice(c * width, (c + 1) * width));
  return numClasses === 2 ? [new Float64Array(width), columns[0]!] : columns;
}

/** For each class its weights and intercept, `[numFeatures + 1]`. Two classes are fitted as one weight vector. */
export function fitByNewton(problem: FitProblem, options: NewtonOptions): Float64Array[] {
  const { numFeatures, numClasses, tolerance, maxIterations } = options;
  const width = numFeatures + 1;
  // With two classes the first one's logit is held at 0.
  const free = numClasses === 2 ? 1 : numClasses;
  let theta = new Float64Array(free * width);
  let value = objective(problem, theta, free, options).value;
  let isOptimal = false;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const { gradient, hessian } = objective(problem, theta, free, options);
    const step = new CholeskyDecomposition(hessian).solve(Matrix.columnVector(Array.from(gradient))).to1DArray();
    const decrement = step.reduce((sum, s, i) => sum + s * gradient[i]!, 0);
    isOptimal = decrement / 2 < tolerance;
    if (isOptimal) break;
    // Far from the optimum a full step may overshoot: halve it until the objective falls.
    for (let size = 1; size > 1e-8; size /= 2) {
      const next = theta.map((t, i) => t - size * step[i]!);
      const nextValue = objective(problem, next, free, options).value;
      if (nextValue <= value - 1e-4 * size * decrement || size <= 2e-8) {
        theta = next;
        value = nextValue;
        break;
      }
    }
  }
  if (!isOptimal) warnUnfinished(problem, maxIterations);
  const columns = Array.from({ length: free }, (_, c) => theta.slice(c * width, (c + 1) * width));
  return numClasses === 2 ? [new Float64Array(width), columns[0]!] : columns;
}

function warnUnfinished({ warn }: FitProblem, maxIterations: number): void {
  warn?.(
    `model=logistic-regression stopped after ${maxIterations} ${maxIterations === 1 ? "step" : "steps"} and had not reached the optimum. Raise \`model.maxIterations\`, or \`model.penalty\` if it is small.`,
  );
}

/** Rows that a plane separates have no optimum without a penalty: the larger the weights, the better, and the tolerance alone ends it. */
function warnSeparated({ warn, features, targets, numExamples }: FitProblem, columns: readonly Float64Array[]): void {
  const width = columns[0]!.length - 1;
  const logit = (row: number, c: number): number =>
    columns[c]!.reduce((sum, weight, j) => sum + weight * (j < width ? features[row * width + j]! : 1), 0);
  for (let row = 0; row < numExamples; row++) {
    const target = targets.subarray(row * columns.length, (row + 1) * columns.length);
    const own = target.indexOf(Math.max(...target));
    const isSure = columns.every((_, c) => c === own || (target[c] === 0 && logit(row, own) - logit(row, c) > 5));
    if (!isSure) return;
  }
  warn?.(
    "model=logistic-regression: the classes of the training rows can be separated without error, so without a penalty the weights grow until `model.tolerance` ends it, and the probabilities mean little. Set `model.penalty` above 0.",
  );
}

function objective(
  { features, numExamples, targets }: FitProblem,
  theta: Float64Array,
  free: number,
  { numFeatures, numClasses, penalty }: NewtonOptions,
) {
  const width = numFeatures + 1;
  const offset = numClasses - free;
  let value = 0;
  const gradient = new Float64Array(free * width);
  const hessian = Matrix.zeros(free * width, free * width);
  const x = new Float64Array(width).fill(1);
  const p = new Float64Array(numClasses);
  for (let i = 0; i < numExamples; i++) {
    x.set(features.subarray(i * numFeatures, (i + 1) * numFeatures));
    const t = targets.subarray(i * numClasses, (i + 1) * numClasses);
    const mass = t.reduce((sum, share) => sum + share, 0);
    value += softmaxAt(theta, x, offset, p, t);
    for (let c = 0; c < free; c++) {
      const slope = mass * p[c + offset]! - t[c + offset]!;
      for (let j = 0; j < width; j++) gradient[c * width + j]! += slope * x[j]!;
      for (let d = 0; d <= c; d++) {
        const curvature = mass * p[c + offset]! * ((c === d ? 1 : 0) - p[d + offset]!);
        addOuter(hessian, c * width, d * width, x, curvature);
      }
    }
  }
  for (let k = 0; k < theta.length; k++) {
    const weight = k % width === numFeatures ? INTERCEPT_PENALTY : penalty;
    value += (weight / 2) * theta[k]! ** 2;
    gradient[k]! += weight * theta[k]!;
    hessian.set(k, k, hessian.get(k, k) + weight);
  }
  for (let r = 0; r < theta.length; r++) for (let c = 0; c < r; c++) hessian.set(c, r, hessian.get(r, c));
  return { value, gradient, hessian };
}

/** Writes softmax(θx) into `p` and returns −Σ_c t_c log p_c. */
function softmaxAt(theta: Float64Array, x: Float64Array, offset: number, p: Float64Array, t: Float64Array): number {
  for (let c = 0; c < p.length; c++) {
    p[c] = 0;
    if (c < offset) continue;
    for (let j = 0; j < x.length; j++) p[c]! += theta[(c - offset) * x.length + j]! * x[j]!;
  }
  const largest = Math.max(...p);
  const logMass = largest + Math.log(p.reduce((sum, z) => sum + Math.exp(z - largest), 0));
  let loss = 0;
  for (let c = 0; c < p.length; c++) {
    if (t[c] !== 0) loss += t[c]! * (logMass - p[c]!);
    p[c] = Math.exp(p[c]! - logMass);
  }
  return loss;
}

/** Adds factor·x xᵀ to the block at (row, column); only the lower triangle of a diagonal block. */
function addOuter(to: Matrix, row: number, column: number, x: Float64Array, factor: number): void {
  for (let j = 0; j < x.length; j++) {
    const scaled = factor * x[j]!;
    const end = row === column ? j + 1 : x.length;
    for (let k = 0; k < end; k++) to.set(row + j, column + k, to.get(row + j, column + k) + scaled * x[k]!);
  }
}
