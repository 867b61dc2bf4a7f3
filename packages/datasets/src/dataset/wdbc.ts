import { fileURLToPath } from "node:url";
import { defineDataset } from "@evenkeel/core";
import { decodeText, readSource } from "../read-source.js";
import { parseTable } from "../table/parse-table.js";

const path = fileURLToPath(new URL("../../data/wdbc.csv", import.meta.url));

/** Breast Cancer Wisconsin (Diagnostic): 569 cell nuclei images, 30 measurements; 357 benign (class 0), 212 malignant (class 1). */
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
  create: () => ({
    load: async () => ({
      ...parseTable(decodeText("wdbc", path, readSource("wdbc", "dataset", path)), { component: "wdbc", source: path, name: "wdbc", label: "malignant" }),
      classNames: ["benign", "malignant"],
    }),
  }),
});
