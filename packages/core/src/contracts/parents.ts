/**
 * Where synthetic rows come from, in compressed rows: row i is the sum of `weights[j]` times row `ids[j]` of the data set
 * for j in [offsets[i], offsets[i+1]).
 */
export interface Parents {
  readonly offsets: Int32Array;
  /** Row ids of the source. */
  readonly ids: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Who is mixed with whom: synthetic row i is coefficient[i]·anchor[i] + (1 − coefficient[i])·partner[i].
 * A draw and nothing else: mixing reads it, and it is the provenance of each row.
 */
export interface Pairing {
  /** Positions in the rows that were given. */
  readonly anchor: Int32Array;
  readonly partner: Int32Array;
  /** λ, the weight of the anchor. */
  readonly coefficient: Float64Array;
  /** λ_y, the share of the anchor's class in the label. */
  readonly labelCoefficient: Float64Array;
}
