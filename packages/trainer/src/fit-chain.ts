import { type Dataset, type Encoder, type FittedEncoder, type Imputer, labelledIn, type RowShape, type Split } from "@evenkeel/core";
import { positionOf } from "./position-of.js";

/** Imputer and encoder of a trial: each is fitted on what the one before it gives. */
export interface Chain {
  readonly imputer: Imputer;
  readonly encoder: Encoder;
}

/** A fitted chain as plain data: JSON gives it back to the bit. */
export interface ChainState {
  /** What the rows of the data set are. */
  readonly rows: RowShape;
  readonly imputer: unknown;
  readonly encoder: unknown;
}

/** Imputer and encoder of a trial, fitted on its labelled rows. */
export interface FittedChain {
  readonly state: ChainState;
  /** The data set with no value missing: what the encoder was fitted on and reads. */
  readonly filled: Dataset;
  readonly encoder: FittedEncoder;
  /** Rows of the data set's shape, seen or not, NaN where a value is missing: row-major → row-major float64 `[count, ...featureShape]`. */
  encode(values: ArrayLike<number>, count: number): Float64Array;
}

/**
 * The chain is fitted once per trial on all labelled rows and on no test row, so that every method reads the same features.
 *
 * @param given - labels that are not the true ones, by row id: what is fitted sees them, and no label of any other row.
 */
export function fitChain({ imputer, encoder }: Chain, dataset: Dataset, split: Split, given: ReadonlyMap<number, number>): FittedChain {
  const position = positionOf(dataset);
  const ids = labelledIn(split);
  const labelled = ids.map(position);
  const labels = new Int32Array(dataset.numExamples).fill(-1);
  for (const id of ids) labels[position(id)] = given.get(id) ?? dataset.labels[position(id)]!;
  const filling = imputer.fit({ ...dataset, labels }, labelled);
  const { missing: _, columns, featureShape, ...rest } = dataset;
  const filled: Dataset = {
    ...rest,
    ...filling.rows,
    values: dataset.missing === undefined ? dataset.values : filling.fill(dataset.values, dataset.numExamples),
    warnings: [...(dataset.warnings ?? []), ...(filling.warnings ?? [])],
  };
  const fitted = encoder.fit({ ...filled, labels }, labelled);
  return {
    state: { rows: { featureShape, ...(columns && { columns }) }, imputer: filling.state, encoder: fitted.state },
    filled,
    encoder: fitted,
    encode: (values, count) => fitted.encode(filling.fill(values, count), count),
  };
}

/**
 * A fitted chain, from its state: encodes rows of the data set's shape, seen or not, as it did when it was fitted.
 *
 * @throws if the state is none of these components.
 */
export function readChain({ imputer, encoder }: Chain, state: ChainState): Pick<FittedEncoder, "featureShape" | "encode"> {
  const filling = imputer.read(state.imputer, state.rows);
  const { featureShape, encode } = encoder.read(state.encoder, filling.rows);
  return { featureShape, encode: (values, count) => encode(filling.fill(values, count), count) };
}
