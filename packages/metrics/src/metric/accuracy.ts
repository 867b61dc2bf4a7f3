import { defineMetric } from "@evenkeel/core";
import { atThresholds } from "../at-thresholds.js";
import { accuracy } from "../measures/confusion.js";

/** Share of rows that are called right. */
export default defineMetric({
  name: "accuracy",
  summary: "share of rows that are called right, at three thresholds",
  config: {},
  create: () => atThresholds({ key: "accuracy", label: "accuracy" }, accuracy),
});
