import { type Dataset, type Pairing, type Resampled, type SyntheticRows, UserError } from "@evenkeel/core";

/** Shares that are summed in other orders differ by some of these. */
const TOLERANCE = 1e-6;

/**
 * Refuses what a sampler may not give: rows that are not there, labels that are no distribution, values that are not finite, and
 * synthetic rows that are not what their parents say. What a parent outside the training rows carries would leak into training.
 *
 * @param component - what to call the sampler in a message: `sampler=smote`.
 * @throws UserError
 */
export function checkResampled(component: string, { rows, synthetic }: Resampled, train: Dataset): void {
  const check = checker(component);
  check(rows.length > 0, "some of the training rows to train on", "none");
  checkPositions(check, "`rows`", rows, train.numExamples);
  if (synthetic) checkSynthetic(check, synthetic, train);
  checkClasses(component, { rows, ...(synthetic && { synthetic }) }, train);
}

/** Refuses a pairing of a mixer that is not of its batch, or goes beyond the rows that it was given. */
export function checkPairing(component: string, pairing: Pairing, count: number, numRows: number): void {
  const check = checker(component);
  for (const name of ["anchor", "partner", "coefficient", "labelCoefficient"] as const)
    check(pairing[name].length === count, `one \`pairing.${name}\` for each of ${count} rows`, String(pairing[name].length));
  checkPositions(check, "`pairing.anchor`", pairing.anchor, numRows);
  checkPositions(check, "`pairing.partner`", pairing.partner, numRows);
  for (const name of ["coefficient", "labelCoefficient"] as const) {
    const stray = pairing[name].find((share) => !(share >= 0 && share <= 1));
    check(stray === undefined, `\`pairing.${name}\` in [0, 1]`, String(stray));
  }
}

type Check = (holds: boolean, expected: string, got: string) => void;

const checker =
  (component: string): Check =>
  (holds, expected, got) => {
    if (!holds)
      throw new UserError(`${component}: expected ${expected}, got ${got}. This is a mistake in the component, not in the settings.`);
  };

function checkPositions(check: Check, what: string, positions: Int32Array, numRows: number): void {
  const place = positions.findIndex((position) => !Number.isInteger(position) || position < 0 || position >= numRows);
  check(place < 0, `${what} to be positions in the ${numRows} rows it was given`, `${positions[place]} at ${place}`);
}

function checkSynthetic(check: Check, { count, values, targets, parents, pairing }: SyntheticRows, train: Dataset): void {
  const width = train.values.length / train.numExamples;
  check(Number.isInteger(count) && count >= 0, "a whole `synthetic.count`", String(count));
  check(values.length === count * width, `${count} × ${width} \`synthetic.values\``, String(values.length));
  check(targets.length === count * train.numClasses, `${count} × ${train.numClasses} \`synthetic.targets\``, String(targets.length));
  const strange = values.findIndex((value) => !Number.isFinite(value));
  check(strange < 0, "finite `synthetic.values`", `${values[strange]} in row ${Math.floor(strange / width)}`);
  for (let row = 0; row < count; row++) {
    const target = targets.subarray(row * train.numClasses, (row + 1) * train.numClasses);
    const isDistribution = target.every((share) => share >= 0) && Math.abs(sum(target) - 1) <= TOLERANCE;
    check(isDistribution, "`synthetic.targets` to be shares of the classes that add up to 1", `${target.join(", ")} in row ${row}`);
  }
  checkParents(check, { count, values, parents }, train, width);
  if (pairing) {
    for (const part of [pairing.anchor, pairing.partner, pairing.coefficient, pairing.labelCoefficient])
      check(part.length === count, `a pairing of ${count} rows`, String(part.length));
    checkPositions(check, "`pairing.anchor`", pairing.anchor, train.numExamples);
    checkPositions(check, "`pairing.partner`", pairing.partner, train.numExamples);
    const stray = [...pairing.coefficient, ...pairing.labelCoefficient].find((share) => !(share >= 0 && share <= 1));
    check(stray === undefined, "coefficients of the pairing in [0, 1]", String(stray));
  }
}

function checkParents(
  check: Check,
  { count, values, parents: { offsets, ids, weights } }: Pick<SyntheticRows, "count" | "values" | "parents">,
  train: Dataset,
  width: number,
): void {
  const isOrdered = offsets.length === count + 1 && offsets[0] === 0 && offsets.every((offset, i) => i === 0 || offset >= offsets[i - 1]!);
  check(
    isOrdered && offsets[count] === ids.length && weights.length === ids.length,
    `\`parents.offsets\` of ${count} rows that ascend from 0 to the number of parents`,
    `${offsets.length} offsets, ${ids.length} ids, ${weights.length} weights`,
  );
  const position = new Map(Array.from(train.rowIds, (id, place) => [id, place]));
  const stray = ids.find((id) => !position.has(id));
  check(stray === undefined, "parents among the training rows it was given", `row ${stray}, which would leak into training`);
  const sums = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    const own = weights.subarray(offsets[row]!, offsets[row + 1]!);
    check(
      own.every((weight) => weight > 0) && Math.abs(sum(own) - 1) <= TOLERANCE,
      "weights of the parents above 0 that add up to 1",
      `${own.join(", ") || "no parent"} in row ${row}`,
    );
    sums.fill(0);
    let scale = 1;
    for (let j = offsets[row]!; j < offsets[row + 1]!; j++) {
      const at = position.get(ids[j]!)! * width;
      for (let column = 0; column < width; column++) {
        const value = train.values[at + column]!;
        sums[column]! += weights[j]! * value;
        scale = Math.max(scale, Math.abs(value));
      }
    }
    const wrong = sums.findIndex((expected, column) => Math.abs(values[row * width + column]! - expected) > TOLERANCE * scale);
    check(
      wrong < 0,
      "synthetic rows to be the sums of their parents by their weights",
      `${values[row * width + wrong]} instead of ${sums[wrong]} in row ${row}`,
    );
  }
}

/** A class that is gone can be learned by nobody. */
function checkClasses(component: string, { rows, synthetic }: Resampled, { labels, classNames, numClasses }: Dataset): void {
  const present = new Set(Array.from(rows, (row) => labels[row]!));
  synthetic?.targets.forEach((share, i) => share > 0 && present.add(i % numClasses));
  const lost = classNames.findIndex((_, label) => labels.includes(label) && !present.has(label));
  if (lost >= 0)
    throw new UserError(
      `${component}: expected a row of every class to remain, got none of class "${classNames[lost]}". Choose other settings of the sampler, or another.`,
    );
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
