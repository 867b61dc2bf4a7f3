import { createHash } from "node:crypto";

/**
 * A stream of random numbers, draw for draw that of NumPy's `RandomState` (MT19937), so that what imbalanced-learn draws
 * from a seed can be drawn here.
 */
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
  /** Everything that the next draw depends on, to go on from later with `restoreRng`. */
  state(): string;
}

const N = 624;
const M = 397;

/** The stream of `numpy.random.RandomState(seed)`, 0 ≤ seed < 2³². */
export function randomState(seed: number): Rng {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new RangeError(`randomState: expected a whole \`seed\` in [0, 2³²), got ${seed}.`);
  const words = new Uint32Array(N);
  words[0] = seed;
  for (let i = 1; i < N; i++) {
    const previous = words[i - 1]! ^ (words[i - 1]! >>> 30);
    words[i] = Math.imul(1812433253, previous) + i;
  }
  return generator(words, N, null);
}

/** Goes on where `rng.state()` was taken. */
export function restoreRng(state: string): Rng {
  const [position, spare, words] = state.split(":");
  const bytes = Buffer.from(words ?? "", "base64");
  if (bytes.length !== N * 4) throw new RangeError("restoreRng: expected a state made by `rng.state()`, got another text.");
  return generator(new Uint32Array(Uint8Array.from(bytes).buffer), Number(position), spare === "" ? null : Number(spare));
}

/**
 * The named streams of a run: each is a function of `seed` and its name alone, so that a new component shifts nobody.
 */
export function streams(seed: number): (name: string) => Rng {
  return (name) => randomState(createHash("sha256").update(`${seed}/${name}`).digest().readUInt32LE(0));
}

/** A whole seed below 2³² derived from a seed and a name. */
export function deriveSeed(seed: number, name: string): number {
  return createHash("sha256").update(`seed ${seed}/${name}`).digest().readUInt32LE(0);
}

function generator(words: Uint32Array, start: number, keptNormal: number | null): Rng {
  let position = start;
  let spare = keptNormal;

  function twist(): void {
    for (let i = 0; i < N; i++) {
      const y = (words[i]! & 0x80000000) | (words[(i + 1) % N]! & 0x7fffffff);
      words[i] = words[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    position = 0;
  }

  function uint32(): number {
    if (position >= N) twist();
    let y = words[position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  const double = (): number => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;

  function integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) throw new RangeError(`rng.integer: expected a whole \`n\` in [1, 2³²], got ${n}.`);
    const top = n - 1;
    if (top === 0) return 0;
    const mask = top === 0xffffffff ? top : 2 ** (32 - Math.clz32(top)) - 1;
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
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = integer(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }

  const state = (): string =>
    `${position}:${spare ?? ""}:${Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString("base64")}`;

  return { uint32, double, integer, normal, permutation, state };
}
