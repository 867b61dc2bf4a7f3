import { defineDataset } from "@evenkeel/core";
import { bundledTable } from "../bundled-table.js";

/** Breast Cancer Wisconsin (Diagnostic): 569 biopsies, 30 measurements of cell nuclei; 357 benign (class 0), 212 malignant (class 1). */
export default defineDataset({
  name: "wdbc",
  summary: "breast cancer, 569 rows, 30 features, 357 benign and 212 malignant (bundled)",
  paper: {
    authors: "W. H. Wolberg, W. N. Street, O. L. Mangasarian",
    title: "Breast Cancer Wisconsin (Diagnostic)",
    venue: "UCI Machine Learning Repository, 1995",
    url: "https://archive.ics.uci.edu/dataset/17",
  },
  config: {},
  create: () => ({ load: async () => ({ ...bundledTable("wdbc", "malignant"), classNames: ["benign", "malignant"] }) }),
});
