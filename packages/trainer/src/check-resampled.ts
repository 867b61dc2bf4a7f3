import {
  type AnyRows,
  type Block,
  type MadeRows,
  mistakeOf,
  type Pairing,
  type Relation,
  type Resampled,
  sizeOf,
  UserError,
} from "@evenkeel/core";

/** Shares that are summed in other orders differ by some of these. */
const TOLERANCE = 1e-6;

/**
 * Refuses what a sampler may not give: rows that are not there, labels that are no distribution, values that are not finite, and
 * synthetic rows that are not what their parents say. What a parent outside the training rows carries would leak into training.
 *
 * @param component - what to call the sampler in a message: `sampler=smote`.
 * @throws UserError
 */
export function checkResampled(component: string, { rows, synthetic }: Resampled, train: AnyRows): void {
  const check = checker(component);
  check(rows.length > 0, "some of the training rows to train on", "none");
  checkPositions(check, "`rows`", rows, train.count);
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
    if (!holds) throw mistakeOf(component, expected, got);
  };

function checkPositions(check: Check, what: string, positions: Int32Array, numRows: number): void {
  const place = positions.findIndex((position) => !Number.isInteger(position) || position < 0 || position >= numRows);
  check(place < 0, `${what} to be positions in the ${numRows} rows it was given`, `${positions[place]} at ${place}`);
}

type Made = MadeRows<Float32Array | Float64Array>;

function checkSynthetic(check: Check, made: Made, train: AnyRows): void {
  const { count, features, targets, origin } = made;
  const width = sizeOf(train.featureShape);
  check(Number.isInteger(count) && count >= 0, "a whole `synthetic.count`", String(count));
  check(features.length === count * width, `${count} × ${width} \`synthetic.features\``, String(features.length));
  check(targets.length === count * train.numClasses, `${count} × ${train.numClasses} \`synthetic.targets\``, String(targets.length));
  const strange = features.findIndex((value) => !Number.isFinite(value));
  check(strange < 0, "finite `synthetic.features`", `${features[strange]} in row ${Math.floor(strange / width)}`);
  for (let row = 0; row < count; row++) {
    const target = targets.subarray(row * train.numClasses, (row + 1) * train.numClasses);
    const isDistribution = target.every((share) => share >= 0) && Math.abs(sum(target) - 1) <= TOLERANCE;
    check(isDistribution, "`synthetic.targets` to be shares of the classes that add up to 1", `${target.join(", ")} in row ${row}`);
  }
  checkParents(check, made, train, width);
  const { pairing } = origin;
  if (pairing) {
    for (const part of [pairing.anchor, pairing.partner, pairing.coefficient, pairing.labelCoefficient])
      check(part.length === count, `a pairing of ${count} rows`, String(part.length));
    checkPositions(check, "`pairing.anchor`", pairing.anchor, train.count);
    checkPositions(check, "`pairing.partner`", pairing.partner, train.count);
    const stray = [...pairing.coefficient, ...pairing.labelCoefficient].find((share) => !(share >= 0 && share <= 1));
    check(stray === undefined, "coefficients of the pairing in [0, 1]", String(stray));
  }
}

/** What a parent outside the training rows carries would leak into training; what is said of a block is held against its features. */
function checkParents(check: Check, { count, features, origin: { parents, relation } }: Made, train: AnyRows, width: number): void {
  const { offsets, ids, weights } = parents;
  const isOrdered = offsets.length === count + 1 && offsets[0] === 0 && offsets.every((offset, i) => i === 0 || offset >= offsets[i - 1]!);
  check(
    isOrdered && offsets[count] === ids.length && weights.length === ids.length,
    `\`parents.offsets\` of ${count} rows that ascend from 0 to the number of parents`,
    `${offsets.length} offsets, ${ids.length} ids, ${weights.length} weights`,
  );
  const position = new Map(Array.from(train.ids, (id, place) => [id, place]));
  const stray = ids.find((id) => !position.has(id));
  check(stray === undefined, "parents among the training rows it was given", `row ${stray}, which would leak into training`);
  const unsaid = train.blocks.find(({ name }) => relation[name] === undefined);
  check(unsaid === undefined, "the relation of every block of features to those of the parents", `none for ${unsaid?.name}`);
  const isLearned = train.blocks.every(({ name }) => relation[name] === "learned");
  for (let row = 0; row < count; row++) {
    const own = weights.subarray(offsets[row]!, offsets[row + 1]!);
    if (isLearned && own.length === 0) continue;
    check(
      own.every((weight) => weight > 0) && Math.abs(sum(own) - 1) <= TOLERANCE,
      "weights of the parents above 0 that add up to 1",
      `${own.join(", ") || "no parent"} in row ${row}`,
    );
    const places = Array.from(ids.subarray(offsets[row]!, offsets[row + 1]!), (id) => position.get(id)! * width);
    for (const block of train.blocks)
      checkBlock(check, block, relation[block.name]!, { row, width, features, of: train.features, places, own });
  }
}

interface RowOfParents {
  readonly row: number;
  readonly width: number;
  readonly features: ArrayLike<number>;
  readonly of: ArrayLike<number>;
  /** Where the features of each parent begin. */
  readonly places: readonly number[];
  readonly own: Float64Array;
}

function checkBlock(
  check: Check,
  { offset, width: length }: Block,
  relation: Relation,
  { row, width, features, of, places, own }: RowOfParents,
): void {
  // Nothing is claimed of what was learned from the parents.
  if (relation === "learned" || relation === "decoded") return;
  for (let column = offset; column < offset + length; column++) {
    const value = features[row * width + column]!;
    if (relation === "vote") {
      check(
        places.some((place) => of[place + column] === value),
        "voted features to be those of a parent",
        `${value} in row ${row}`,
      );
      continue;
    }
    let expected = 0;
    let scale = 1;
    places.forEach((place, j) => {
      expected += own[j]! * of[place + column]!;
      scale = Math.max(scale, Math.abs(of[place + column]!));
    });
    check(
      Math.abs(value - expected) <= TOLERANCE * scale,
      "synthetic rows to be the sums of their parents by their weights",
      `${value} instead of ${expected} in row ${row}`,
    );
  }
}

/** A class that is gone can be learned by nobody. */
function checkClasses(component: string, { rows, synthetic }: Resampled, { labels, classNames, numClasses }: AnyRows): void {
  const present = new Set(Array.from(rows, (row) => labels[row]!));
  synthetic?.targets.forEach((share, i) => share > 0 && present.add(i % numClasses));
  const lost = classNames.findIndex((_, label) => labels.includes(label) && !present.has(label));
  if (lost >= 0)
    throw new UserError(
      `${component}: expected a row of every class to remain, got none of class "${classNames[lost]}". Choose other settings of the sampler, or another.`,
    );
}

const sum = (values: Float32Array | Float64Array): number => (values as Float64Array).reduce((total, value) => total + value, 0);
