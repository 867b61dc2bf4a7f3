import { randomState, type Rng } from "@evenkeel/core";
import { defineHandler } from "../handler.js";

/** The random stream alone, word for word that of NumPy's RandomState. */
export default defineHandler({
  files: ["rng_mt19937"],
  precision: "float64",
  run({ inputs: { seed } }) {
    const draws = (count: number, draw: (rng: Rng) => number): number[] => {
      const rng = randomState(seed);
      return Array.from({ length: count }, () => draw(rng));
    };
    const afterOnes = randomState(seed);
    for (let i = 0; i < 4; i++) afterOnes.integer(1);
    return {
      uint32: draws(12, (rng) => rng.uint32()),
      double: draws(12, (rng) => rng.double()),
      randint_10: draws(20, (rng) => rng.integer(10)),
      randint_40: draws(20, (rng) => rng.integer(40)),
      randint_1: draws(4, (rng) => rng.integer(1)),
      randint_1_then_double: [afterOnes.double(), afterOnes.double()],
      randint_1000003: draws(8, (rng) => rng.integer(1000003)),
      permutation_17: randomState(seed).permutation(17),
      choice_norepl_17_5: randomState(seed).permutation(17).subarray(0, 5),
      normal: draws(9, (rng) => rng.normal()),
      late_double_index_1000: draws(1001, (rng) => rng.double())[1000]!,
    };
  },
});
