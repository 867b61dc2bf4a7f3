import { defineStart, mapNest, scale, z } from "evenkeel";

/** Say here what a training starts from; here the model's own initialization, made smaller. */
export default defineStart({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { factor: z.number().positive().default(0.1).describe("of every parameter") },
  create:
    ({ factor }) =>
    (model, rng) => ({ params: mapNest((value) => scale(factor, value), model.init(rng)), modelState: model.initState() }),
});
