import {
  type Block,
  type Dataset,
  type FittedEncoder,
  NotPossibleError,
  oneBlock,
  type Pairing,
  type Resampled,
  sizeOf,
} from "@evenkeel/core";

/** Which features stand for which column of a data set once it is encoded. */
export function blocksOf({ columns }: Dataset, fitted: FittedEncoder): readonly Block[] {
  if (fitted.blocks) return fitted.blocks;
  const numFeatures = sizeOf(fitted.featureShape);
  if (!columns) return oneBlock(fitted.featureShape);
  const widths = columns.map((column) => (column.kind === "nominal" ? column.levels.length : 1));
  const isOneHot = numFeatures === widths.reduce((sum, width) => sum + width, 0) && numFeatures !== columns.length;
  if (!isOneHot && numFeatures !== columns.length) return oneBlock(fitted.featureShape);
  let offset = 0;
  return columns.map(({ name, kind }, i) => {
    const width = isOneHot ? widths[i]! : 1;
    const block: Block = { name, kind: kind === "numeric" ? "numeric" : isOneHot ? "one-hot" : "code", offset, width };
    offset += width;
    return block;
  });
}

const nominalIn = (blocks: readonly Block[]): Block[] => blocks.filter(({ kind }) => kind !== "numeric");

/**
 * What must be said of synthetic rows that lie between categories.
 *
 * @throws NotPossibleError for codes: half-way between two of them lies a third category.
 */
export function categoriesBetween(component: string, { synthetic }: Resampled): string[] {
  const nominal = synthetic ? nominalIn(synthetic.blocks) : [];
  if (!synthetic || nominal.length === 0) return [];
  const {
    count,
    features,
    origin: { parents, relation },
  } = synthetic;
  const isMixed = Array.from({ length: count }, (_, i) => parents.offsets[i + 1]! - parents.offsets[i]! > 1);
  if (isMixed.includes(true))
    refuseCodes(
      component,
      nominal.filter(({ name }) => relation[name] === "convex"),
    );
  const width = features.length / count;
  const isBetween = ({ kind, offset, width: length }: Block, row: number): boolean => {
    const block = features.subarray(row * width + offset, row * width + offset + length);
    return (
      kind === "one-hot" &&
      !(block.every((value) => value === 0 || value === 1) && Array.from(block).reduce((sum, value) => sum + value, 0) === 1)
    );
  };
  const rows = Array.from({ length: count }, (_, row) => row);
  const columns = nominal.filter((block) => rows.some((row) => isBetween(block, row)));
  if (columns.length === 0) return [];
  const numBetween = rows.filter((row) => columns.some((block) => isBetween(block, row))).length;
  return [
    `${component}: ${numBetween} of ${count} synthetic rows lie between categories of ${namesOf(columns)}: the values of their one-hot columns are those of no category. Choose \`sampler=random-over-sampler\`, which repeats whole rows, or leave the column out (\`dataset.ignore\`).`,
  ];
}

/**
 * What must be said of a mixer, from one batch that it mixed.
 *
 * @throws NotPossibleError for codes.
 */
export function categoriesMixed(component: string, pairing: Pairing | null, blocks: readonly Block[]): string[] {
  const nominal = nominalIn(blocks);
  const mixes =
    pairing?.anchor.some((anchor, i) => anchor !== pairing.partner[i] && pairing.coefficient[i]! > 0 && pairing.coefficient[i]! < 1) ??
    false;
  if (!mixes || nominal.length === 0) return [];
  refuseCodes(component, nominal);
  return [
    `${component}: mixed rows lie between categories of ${namesOf(nominal)}: the values of their one-hot columns are those of no category. Choose \`mixer=none\`, or leave the column out (\`dataset.ignore\`).`,
  ];
}

function refuseCodes(component: string, nominal: readonly Block[]): void {
  const coded = nominal.filter(({ kind }) => kind === "code");
  if (coded.length === 0) return;
  throw new NotPossibleError(
    `${component}: expected numeric columns, got the nominal column ${namesOf(coded)}. Encode it first, e.g. \`encoder=standardize\`: half-way between two codes lies a third category.`,
  );
}

const namesOf = (nominal: readonly Block[]): string => nominal.map(({ name }) => `\`${name}\``).join(", ");
