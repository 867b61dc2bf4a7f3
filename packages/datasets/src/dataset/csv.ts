import { basename, extname } from "node:path";
import { defineDataset } from "@evenkeel/core";
import { z } from "zod";
import { decodeText, readSource } from "../read-source.js";
import { parseTable } from "../table/parse-table.js";

/**
 * Comma-separated text with a header; every column but the label is a feature.
 *
 * Text in a numeric column, an empty cell or NaN is an error, never a guess. Classes are in numeric order if all labels
 * are numbers, else in alphabetical order; which one is the minority is decided by counting.
 */
export default defineDataset({
  name: "csv",
  summary: "a CSV file with a header",
  config: {
    path: z.string().min(1).describe("the file").meta({ examples: ["my.csv"] }),
    label: z.string().min(1).describe("name of the column that holds the class").meta({ examples: ["class"] }),
    nominal: z.array(z.string()).default([]).describe("names of columns that hold categories; encoded one-hot"),
    ignore: z.array(z.string()).default([]).describe("names of columns to leave out, such as an identifier"),
    delimiter: z.string().length(1).nullable().default(null).describe("between cells; null finds it from the text"),
  },
  create: ({ path, ...columns }) => ({
    load: async () => {
      const text = decodeText("csv", path, readSource("csv", "dataset.path", path));
      return parseTable(text, { ...columns, component: "csv", source: path, name: basename(path, extname(path)) });
    },
  }),
});
