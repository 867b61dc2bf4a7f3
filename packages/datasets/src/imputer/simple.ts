import { type Column, type Dataset, defineImputer, type FittedImputer, NotPossibleError, type RowShape } from "@evenkeel/core";
import { z } from "zod";
import { columnTitle, entriesOf, rowWidth, unitOf } from "../encoder/fit-columns.js";
import { listItem } from "../table/list-item.js";

const stateSchema = z.strictObject({
  /** What stands where a value of the column is missing; of a nominal one a code, the first behind its levels for a level of its own. */
  fills: z.array(z.number()),
  /** Columns with a column beside them that says where they miss a value. */
  indicated: z.array(z.int()),
});

type State = z.output<typeof stateSchema>;

interface Settings {
  readonly strategy: "mean" | "median" | "most-frequent" | "constant";
  readonly value: number;
  readonly nominal: "most-frequent" | "level";
  readonly indicator: boolean;
}

/**
 * A value for each column, of its entries in the fitted rows that are not missing, wherever one is missing:
 *
 *     mean:           Σ xᵢ / n
 *     median:         the middle entry, the mean of the two in the middle
 *     most-frequent:  the entry that occurs most often, the lowest among equals
 *     constant:       `value`
 *
 * `indicator` adds a numeric column behind the others, 0 or 1, for each column that misses a value in the fitted rows. A nominal column
 * gets its most frequent level, or a new one, `missing`, if it misses one in the fitted rows.
 *
 * @throws NotPossibleError for a column without any entry in the fitted rows.
 * @see scikit-learn's `SimpleImputer`, whose values these are.
 */
export default defineImputer({
  name: "simple",
  summary: "one value of a column wherever it misses one",
  config: {
    strategy: z
      .enum(["mean", "median", "most-frequent", "constant"])
      .default("mean")
      .describe("what fills numeric columns, column by column, told from labelled rows"),
    value: z.number().default(0).describe("what `strategy=constant` fills in"),
    nominal: z
      .enum(["most-frequent", "level"])
      .default("most-frequent")
      .describe("what fills nominal columns: their most frequent level, or a level of its own"),
    indicator: z.boolean().default(false).describe("whether a column is added for each that misses values, 1 where it does"),
  },
  idle: ({ strategy }) => ({ value: strategy !== "constant" && `\`imputer.strategy=${strategy}\` fills in what it finds.` }),
  create: (settings) => ({
    fit(dataset, rows) {
      return { ...fromState(fitted(dataset, rows, settings), dataset), warnings: said(dataset) };
    },
    read: (state, rows) => fromState(stateSchema.parse(state), rows),
  }),
});

function fitted(dataset: Dataset, rows: ArrayLike<number>, settings: Settings): State {
  const indicated: number[] = [];
  const fills = Array.from({ length: rowWidth(dataset) }, (_, column) => {
    const described = dataset.columns?.[column];
    const entries = entriesOf(dataset, column, rows);
    const present = entries.filter((value) => !Number.isNaN(value));
    const isMissing = present.length < entries.length;
    const hasLevel = isMissing && described?.kind === "nominal" && settings.nominal === "level";
    if (isMissing && settings.indicator && !hasLevel) indicated.push(column);
    if (hasLevel) return described.levels.length;
    const strategy = described?.kind === "nominal" ? "most-frequent" : settings.strategy;
    if (strategy === "constant") return settings.value;
    if (present.length === 0) throw withoutEntries(dataset, column);
    // JSON has no −0.
    return fillOf[strategy](present.sort()) + 0;
  });
  return { fills, indicated };
}

/** Of sorted entries. */
const fillOf = {
  mean(entries: Float64Array): number {
    const unit = unitOf(entries);
    return entries.reduce((sum, value) => sum + unit * value, 0) / entries.length / unit;
  },
  median(entries: Float64Array): number {
    const half = entries.length >> 1;
    return entries.length % 2 === 1 ? entries[half]! : entries[half - 1]! / 2 + entries[half]! / 2;
  },
  "most-frequent"(entries: Float64Array): number {
    const counts = new Map<number, number>();
    for (const value of entries) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].reduce((most, other) => (other[1] > most[1] ? other : most))[0];
  },
};

function withoutEntries(dataset: Dataset, column: number): NotPossibleError {
  const name = dataset.columns?.[column]?.name;
  const advice = name === undefined ? "Take it out of the data." : `Leave it out: dataset.ignore=[${listItem(name)}].`;
  return new NotPossibleError(
    `imputer=simple: expected a value in a labelled row of ${columnTitle(dataset, column)}, got none: there is nothing to fill it with. ${advice}`,
  );
}

/** Data without missing values make an imputer idle. */
function said({ missing }: Dataset): string[] {
  if (missing !== undefined) return [];
  return ["imputer=simple fills nothing, for no value is missing: the run is the same as with `imputer=none`."];
}

function fromState({ fills, indicated }: State, { featureShape, columns }: RowShape): FittedImputer {
  if (columns && fills.length !== columns.length)
    throw new RangeError(`expected a value for each of ${columns.length} columns, got ${fills.length}.`);
  const width = fills.length;
  const filledWidth = width + indicated.length;
  return {
    state: { fills, indicated },
    rows: {
      featureShape: indicated.length > 0 ? [filledWidth] : featureShape,
      ...(columns && { columns: columnsOf(columns, { fills, indicated }) }),
    },
    fill(values, count) {
      const filled = new Float64Array(count * filledWidth);
      for (let row = 0; row < count; row++) {
        for (let column = 0; column < width; column++) {
          const value = values[row * width + column]!;
          filled[row * filledWidth + column] = Number.isNaN(value) ? fills[column]! : value;
        }
        indicated.forEach((column, i) => {
          filled[row * filledWidth + width + i] = Number.isNaN(values[row * width + column]!) ? 1 : 0;
        });
      }
      return filled;
    },
  };
}

/** The columns with their new levels, and those that say what is missing. */
function columnsOf(columns: readonly Column[], { fills, indicated }: State): Column[] {
  return [
    ...columns.map((column, i): Column =>
      column.kind === "nominal" && fills[i] === column.levels.length
        ? { ...column, levels: [...column.levels, freeName("missing", column.levels)] }
        : column,
    ),
    ...indicated.map((i): Column => ({
      name: freeName(
        `${columns[i]!.name} is missing`,
        columns.map(({ name }) => name),
      ),
      kind: "numeric",
    })),
  ];
}

/** A name that is not taken. */
const freeName = (name: string, taken: readonly string[]): string => (taken.includes(name) ? freeName(`${name}′`, taken) : name);
