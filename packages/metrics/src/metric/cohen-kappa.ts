import { defineMetric } from "@evenkeel/core";
import { atThresholds } from "../at-thresholds.js";
import { cohenKappa } from "../measures/confusion.js";

/** Agreement of decisions and classes beyond chance, (p_o − p_e) / (1 − p_e). */
export default defineMetric({
  name: "cohen-kappa",
  summary: "agreement beyond chance (Cohen's κ), at three thresholds",
  paper: {
    authors: "Cohen",
    title: "A coefficient of agreement for nominal scales",
    venue: "Educational and Psychological Measurement 20, 1960",
  },
  config: {},
  create: () => atThresholds({ key: "cohen_kappa", label: "κ" }, cohenKappa),
});
