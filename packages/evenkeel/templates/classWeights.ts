import { defineClassWeights, z } from "evenkeel";

/** Say here what each class weighs in the loss; here w_c = n_c^−power, with mean 1 over the examples. */
export default defineClassWeights({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { power: z.number().min(0).default(0.5).describe("0 weighs nothing, 1 is inverse frequency") },
  create:
    ({ power }) =>
    (classCounts) => {
      const raw = classCounts.map((count) => Math.max(1, count) ** -power);
      const examples = classCounts.reduce((sum, count) => sum + count, 0);
      const mass = raw.reduce((sum, weight, label) => sum + weight * classCounts[label]!, 0);
      return raw.map((weight) => (weight * examples) / mass);
    },
});
