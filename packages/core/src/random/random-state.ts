import { type Rng, rngOf } from "./rng.js";

const N = 624;
const M = 397;

/**
 * The stream of `numpy.random.RandomState(seed)` (MT19937), 0 ≤ seed < 2³², draw for draw, so that what imbalanced-learn draws
 * from a seed can be drawn here.
 */
export function randomState(seed: number): Rng {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new RangeError(`randomState: expected a whole \`seed\` in [0, 2³²), got ${seed}.`);
  const words = new Uint32Array(N);
  words[0] = seed;
  for (let i = 1; i < N; i++) {
    const previous = words[i - 1]! ^ (words[i - 1]! >>> 30);
    words[i] = Math.imul(1812433253, previous) + i;
  }
  let position = N;

  function twist(): void {
    for (let i = 0; i < N; i++) {
      const y = (words[i]! & 0x80000000) | (words[(i + 1) % N]! & 0x7fffffff);
      words[i] = words[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    position = 0;
  }

  return rngOf(() => {
    if (position >= N) twist();
    let y = words[position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  });
}
