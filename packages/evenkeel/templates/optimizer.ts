import { defineOptimizer, mapNest, mul, scale, scope, sub, type Tree, type Value, z, zipNest } from "evenkeel";
import type { Tensor } from "@tensorflow/tfjs-core";

/** Say here how parameters move; here θ ← θ − η·g, plain descent. */
export default defineOptimizer({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { learningRate: z.number().positive().default(0.1).describe("η") },
  create: ({ learningRate }) => {
    const step = (slope: Tree, rate: Tensor, present: Tree | undefined): Tree => {
      const scaled = mapNest((value) => mul(scale(learningRate, value), rate), slope);
      // Entries that take no part in this update keep their value.
      return present ? zipNest((value: Value, takesPart: Value) => mul(value, takesPart), scaled, present) : scaled;
    };
    return {
      learningRate,
      init: () => ({}),
      // What changes from update to update enters as a value.
      inputs: (_step, rate) => ({ rate: Float32Array.of(rate) }),
      // What is made on the way is disposed when a scope ends.
      update: (gradient, state, params, { given, present }) =>
        scope(() => ({
          params: zipNest((theta: Value, by: Value) => sub(theta, by), params, step(gradient, given["rate"]!, present)),
          state,
        })),
      pullback: (_gradient, _state, _params, cotangent, { given, present }) =>
        scope(() => mapNest((value) => scale(-1, value), step(cotangent, given["rate"]!, present))),
    };
  },
});
