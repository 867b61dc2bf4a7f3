/** A stream of random numbers; what is drawn from it depends on its words and on nothing else. */
export interface Rng {
  /** The next word, in [0, 2³²). */
  uint32(): number;
  /** Uniform in [0, 1) with 53 random bits; two words. */
  double(): number;
  /** Uniform integer in [0, n), n ≤ 2³²; no word is drawn for n = 1. */
  integer(n: number): number;
  /** Standard normal, by the polar method. */
  normal(): number;
  /** 0 … n−1 in random order. */
  permutation(n: number): Int32Array;
  /** `count` of 0 … n−1 without repetition, in random order; work in proportion to `count`. */
  choose(n: number, count: number): Int32Array;
}

/** What is drawn from words: NumPy's way, draw for draw, but for `choose`. */
export function rngOf(uint32: () => number): Rng {
  let spare: number | null = null;

  const double = (): number => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;

  function integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) throw new RangeError(`rng.integer: expected a whole \`n\` in [1, 2³²], got ${n}.`);
    const top = n - 1;
    if (top === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(top);
    for (;;) {
      const draw = (uint32() & mask) >>> 0;
      if (draw <= top) return draw;
    }
  }

  function normal(): number {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const x = 2 * double() - 1;
      const y = 2 * double() - 1;
      const r = x * x + y * y;
      if (r >= 1 || r === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(r)) / r);
      spare = factor * x;
      return factor * y;
    }
  }

  function permutation(n: number): Int32Array {
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    for (let i = n - 1; i > 0; i--) {
      const j = integer(i + 1);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  }

  function choose(n: number, count: number): Int32Array {
    if (!(count >= 0 && count <= n)) throw new RangeError(`rng.choose: expected a \`count\` in [0, ${n}], got ${count}.`);
    // The start of a permutation, remembering only the places that were exchanged.
    const moved = new Map<number, number>();
    const chosen = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const j = i + integer(n - i);
      chosen[i] = moved.get(j) ?? j;
      moved.set(j, moved.get(i) ?? i);
    }
    return chosen;
  }

  return { uint32, double, integer, normal, permutation, choose };
}
