import { type Dataset, type FittedEncoder, NotPossibleError, type NominalFeatures, type Pairing, type Resampled } from "@evenkeel/core";

/** Where the nominal columns of a data set went when it was encoded. */
export function nominalFeatures({ columns = [] }: Dataset, fitted: FittedEncoder): readonly NominalFeatures[] {
  if (fitted.nominal) return fitted.nominal;
  const numFeatures = fitted.featureShape.reduce((product, length) => product * length, 1);
  const counts = columns.map((column) => (column.kind === "nominal" ? column.levels.length : 1));
  const isOneHot = numFeatures === counts.reduce((sum, count) => sum + count, 0) && numFeatures !== columns.length;
  if (!isOneHot && numFeatures !== columns.length) return [];
  let from = 0;
  return columns.flatMap(({ name, kind }, i) => {
    const own = { column: name, kind: isOneHot ? ("one-hot" as const) : ("code" as const), from, count: isOneHot ? counts[i]! : 1 };
    from += own.count;
    return kind === "nominal" ? [own] : [];
  });
}

/**
 * What must be said of synthetic rows that lie between categories.
 *
 * @throws NotPossibleError for codes: half-way between two of them lies a third category.
 */
export function categoriesBetween(component: string, { synthetic }: Resampled, nominal: readonly NominalFeatures[]): string[] {
  if (!synthetic || nominal.length === 0) return [];
  const { count, values, parents } = synthetic;
  const isMixed = Array.from({ length: count }, (_, i) => parents.offsets[i + 1]! - parents.offsets[i]! > 1);
  if (isMixed.includes(true)) refuseCodes(component, nominal);
  const width = values.length / count;
  const isBetween = ({ kind, from, count: length }: NominalFeatures, row: number): boolean => {
    const block = values.subarray(row * width + from, row * width + from + length);
    return (
      kind === "one-hot" && !(block.every((value) => value === 0 || value === 1) && block.reduce((sum, value) => sum + value, 0) === 1)
    );
  };
  const rows = Array.from({ length: count }, (_, row) => row);
  const columns = nominal.filter((features) => rows.some((row) => isBetween(features, row)));
  if (columns.length === 0) return [];
  const numBetween = rows.filter((row) => columns.some((features) => isBetween(features, row))).length;
  return [
    `${component}: ${numBetween} of ${count} synthetic rows lie between categories of ${namesOf(columns)}: the values of their one-hot columns are those of no category. Choose \`sampler=random-over-sampler\`, which repeats whole rows, or leave the column out (\`dataset.ignore\`).`,
  ];
}

/**
 * What must be said of a mixer, from one batch that it mixed.
 *
 * @throws NotPossibleError for codes.
 */
export function categoriesMixed(component: string, pairing: Pairing | null, nominal: readonly NominalFeatures[]): string[] {
  const mixes =
    pairing?.anchor.some((anchor, i) => anchor !== pairing.partner[i] && pairing.coefficient[i]! > 0 && pairing.coefficient[i]! < 1) ??
    false;
  if (!mixes || nominal.length === 0) return [];
  refuseCodes(component, nominal);
  return [
    `${component}: mixed rows lie between categories of ${namesOf(nominal)}: the values of their one-hot columns are those of no category. Choose \`mixer=none\`, or leave the column out (\`dataset.ignore\`).`,
  ];
}

function refuseCodes(component: string, nominal: readonly NominalFeatures[]): void {
  const coded = nominal.filter(({ kind }) => kind === "code");
  if (coded.length === 0) return;
  throw new NotPossibleError(
    `${component}: expected numeric columns, got the nominal column ${namesOf(coded)}. Encode it first, e.g. \`encoder=standardize\`: half-way between two codes lies a third category.`,
  );
}

const namesOf = (nominal: readonly NominalFeatures[]): string => nominal.map(({ column }) => `\`${column}\``).join(", ");
