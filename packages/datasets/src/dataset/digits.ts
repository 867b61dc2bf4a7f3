import { defineDataset } from "@evenkeel/core";
import { bundledTable } from "../bundled-table.js";

/** Handwritten digits: 1797 images of 8×8 pixels with one channel, values 0 … 16, ten classes of nearly equal size. */
export default defineDataset({
  name: "digits",
  summary: "handwritten digits, 1797 images of 8×8 pixels, ten classes (bundled)",
  paper: {
    authors: "E. Alpaydin, C. Kaynak",
    title: "Optical Recognition of Handwritten Digits",
    venue: "UCI Machine Learning Repository, 1998",
    url: "https://archive.ics.uci.edu/dataset/80",
  },
  config: {},
  create: () => ({
    load: async () => {
      const { columns: _, ...rows } = bundledTable("digits", "digit");
      return { ...rows, featureShape: [8, 8, 1] };
    },
  }),
});
