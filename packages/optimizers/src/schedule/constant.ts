import { defineSchedule } from "@evenkeel/core";

/** The learning rate as it is set. */
export default defineSchedule({
  name: "constant",
  summary: "the learning rate as it is set",
  config: {},
  create: () => () => 1,
});
