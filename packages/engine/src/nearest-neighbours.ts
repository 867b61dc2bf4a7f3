import { instantiateKernels, type KernelModule } from "./wasm/kernel-module.js";

/** A search for the nearest rows of several. */
export interface NeighbourSearch {
  /** Row-major, `[numRows, numColumns]`. */
  readonly values: Float64Array;
  readonly numColumns: number;
  /** Rows whose neighbours are looked for. */
  readonly queries: Int32Array;
  /** Rows to find them among. */
  readonly pool: Int32Array;
  /** Neighbours of each query. */
  readonly count: number;
}

/**
 * The rows nearest to each query, without the query itself, by Euclidean distance in float64, in brute force; among equals the
 * one that comes first in the pool.
 *
 *     nearest(q) = argmin_{p ∈ pool, p ≠ q} Σ_c (x_qc − x_pc)²
 *
 * The distances have the bits of a plain loop over the columns. Runs in a memory of its own, whatever the engine.
 *
 * @returns row numbers `[queries, count]`, nearest first; −1 where the pool has no more.
 */
export function nearestNeighbours({ values, numColumns, queries, pool, count }: NeighbourSearch): Int32Array {
  if (count < 1 || queries.length === 0) return new Int32Array(0);
  const { memory, kernels } = (instance ??= newInstance());
  const pairs = Math.ceil(pool.length / 2) * 2;
  const layout = layOut({
    pairs: pairs * numColumns * 8,
    rows: Math.max(pool.length, queries.length) * numColumns * 8,
    distances: count * 8,
    queryIds: queries.length * 4,
    poolIds: pool.length * 4,
    nearest: queries.length * count * 4,
  });
  if (layout.end > memory.buffer.byteLength) memory.grow(Math.ceil((layout.end - memory.buffer.byteLength) / pageBytes));
  const { buffer } = memory;
  const rows = new Float64Array(buffer, layout.at.rows);
  const gather = (ids: Int32Array): void =>
    ids.forEach((id, i) => rows.set(values.subarray(id * numColumns, (id + 1) * numColumns), i * numColumns));
  gather(pool);
  kernels.packPairs(layout.at.rows, layout.at.pairs, pool.length, numColumns);
  gather(queries);
  new Int32Array(buffer, layout.at.queryIds).set(queries);
  new Int32Array(buffer, layout.at.poolIds).set(pool);
  kernels.nearestRows(
    layout.at.rows,
    layout.at.queryIds,
    queries.length,
    layout.at.pairs,
    layout.at.poolIds,
    pool.length,
    numColumns,
    count,
    layout.at.distances,
    layout.at.nearest,
  );
  return new Int32Array(buffer, layout.at.nearest, queries.length * count).slice();
}

interface Instance {
  readonly memory: WebAssembly.Memory;
  readonly kernels: KernelModule;
}

const pageBytes = 65_536;
let instance: Instance | null = null;

function newInstance(): Instance {
  const memory = new WebAssembly.Memory({ initial: 1 });
  return { memory, kernels: instantiateKernels(memory, { fusedMultiplyAdd: false }) };
}

/** Places one after the other, each at a multiple of 16 bytes. */
function layOut<Name extends string>(
  bytes: Readonly<Record<Name, number>>,
): { readonly at: Readonly<Record<Name, number>>; readonly end: number } {
  const at = {} as Record<Name, number>;
  let end = 0;
  for (const name in bytes) {
    at[name] = end;
    end += Math.ceil(bytes[name] / 16) * 16;
  }
  return { at, end };
}
