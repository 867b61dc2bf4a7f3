import { defineSchedule, z } from "evenkeel";

/** Say here the factor of the learning rate from epoch to epoch; here it falls as 1 / (1 + decay·epoch). */
export default defineSchedule({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: { decay: z.number().min(0).default(0.1).describe("how fast it falls") },
  create:
    ({ decay }) =>
    ({ epoch }) =>
      1 / (1 + decay * epoch),
});
