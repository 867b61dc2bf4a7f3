import { adopt, concat, dense, matMul, mul, reciprocalOrZero, rowDot, scale, scaleRows, sqrt, square, sumTo } from "@evenkeel/autodiff";
import { type Rng, type Tree, UserError, type Value } from "@evenkeel/core";
import { zeros } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { initialBias, type Initialization, initialKernel } from "./initialization.js";

/** Settings of the last layer, for models that offer a choice. */
export const headSettings: {
  readonly head: z.ZodDefault<z.ZodEnum<{ linear: "linear"; cosine: "cosine"; "one-logit": "one-logit" }>>;
  readonly cosineScale: z.ZodDefault<z.ZodNumber>;
} = {
  head: z.enum(["linear", "cosine", "one-logit"]).default("linear").describe("how the embedding becomes logits; one-logit for two classes"),
  cosineScale: z.number().positive().default(1).describe("factor of the cosines; 1 for a loss with a scale of its own, as LDAM"),
};

/** Settings that a head does not read. */
export function idleInHead({ head }: Pick<HeadConfig, "head">): { readonly cosineScale: string | false } {
  return { cosineScale: head !== "cosine" && `only \`model.head=cosine\` has cosines, the head is ${head}.` };
}

export interface HeadConfig {
  readonly head: "linear" | "cosine" | "one-logit";
  readonly cosineScale: number;
  /** Ignored by the cosine head, which has none. */
  readonly withBias: boolean;
  readonly initialization: Initialization;
  readonly numUnits: number;
  readonly numClasses: number;
}

export interface Head {
  readonly kind: "linear" | "cosine";
  init(rng: Rng): Record<string, Value>;
  shapes(): Record<string, readonly number[]>;
  /** float32 `[batch, numUnits]` → `[batch, numClasses]`. */
  apply(params: Tree, embedding: Value): Value;
}

/**
 * The last layer of a model.
 *
 *     linear      h·W + b
 *     cosine      scale · h·W / (‖h‖ ‖W_c‖), one length per class
 *     one-logit   (0, h·w + b): with it cross-entropy is the binary cross-entropy of one logit
 */
export function makeHead({ head, cosineScale, withBias, initialization, numUnits, numClasses }: HeadConfig): Head {
  if (head === "one-logit" && numClasses !== 2)
    throw new UserError(`model.head: expected two classes for \`one-logit\`, got ${numClasses}. Choose \`model.head=linear\`.`);
  const [kernel, bias] = ["head/kernel", "head/bias"];
  const shape = [numUnits, head === "one-logit" ? 1 : numClasses];
  const hasBias = withBias && head !== "cosine";
  const affine = (params: Tree, h: Value): Value => (hasBias ? dense(h, params[kernel]!, params[bias]!) : matMul(h, params[kernel]!));
  const apply: Record<HeadConfig["head"], Head["apply"]> = {
    linear: affine,
    cosine: (params, h) => scale(cosineScale, matMul(unitRows(h), unitColumns(params[kernel]!))),
    "one-logit": (params, h) => concat([adopt(zeros([h.shape[0]!, 1])), affine(params, h)], 1),
  };
  return {
    kind: head === "cosine" ? "cosine" : "linear",
    init: (rng) => ({
      [kernel]: initialKernel(initialization, shape, rng),
      ...(hasBias && { [bias]: initialBias(initialization, shape, rng) }),
    }),
    shapes: () => ({ [kernel]: shape, ...(hasBias && { [bias]: shape.slice(-1) }) }),
    apply: apply[head],
  };
}

const unitRows = (h: Value): Value => scaleRows(h, reciprocalOrZero(sqrt(rowDot(h, h))));
const unitColumns = (w: Value): Value => mul(w, reciprocalOrZero(sqrt(sumTo(square(w), [w.shape[1]!]))));
