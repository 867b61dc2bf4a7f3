import { defineMetric } from "@evenkeel/core";
import { atThresholds } from "../at-thresholds.js";
import { matthewsCorrelation } from "../measures/confusion.js";

/** Correlation of decisions and classes, (c·s − Σ_k p_k·t_k) / √((s² − Σ p_k²)(s² − Σ t_k²)); 0 where either is constant. */
export default defineMetric({
  name: "matthews-correlation",
  summary: "correlation of decisions and classes (MCC), at three thresholds",
  paper: {
    authors: "Matthews",
    title: "Comparison of the predicted and observed secondary structure of T4 phage lysozyme",
    venue: "Biochimica et Biophysica Acta 405, 1975",
  },
  config: {},
  create: () => atThresholds({ key: "matthews_correlation", label: "MCC" }, matthewsCorrelation),
});
