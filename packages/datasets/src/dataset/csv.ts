import { basename, extname } from "node:path";
import { defineDataset } from "@evenkeel/core";
import { z } from "zod";
import { decodeText, readSource } from "../read-source.js";
import { parseTable } from "../table/parse-table.js";

/** A column is given by its name or, without a header, by its number, which a command line reads as one. */
const columnName = z.union([z.string().min(1), z.number().transform(String), z.boolean().transform(String)]);

/**
 * Delimited text, with a header or without; every column but the label is a feature.
 *
 * Text in a numeric column, an empty cell or NaN is an error, never a guess. Classes are in numeric order if all labels
 * are numbers, else in alphabetical order; which one is the minority is decided by counting.
 */
export default defineDataset({
  name: "csv",
  summary: "a CSV file",
  config: {
    path: z
      .string()
      .min(1)
      .describe("the file")
      .meta({ examples: ["my.csv"] }),
    label: columnName
      .nullable()
      .default(null)
      .describe("name of the column that holds the class; without a header its number, counted from 0; null says which there are")
      .meta({ examples: ["class"] }),
    nominal: z.array(columnName).default([]).describe("names of columns that hold categories; encoded one-hot"),
    ignore: z.array(columnName).default([]).describe("names of columns to leave out, such as an identifier"),
    delimiter: z.string().length(1).nullable().default(null).describe("between cells; null finds it from the text"),
    header: z.boolean().default(true).describe("whether the first line names the columns; false calls them 0, 1, …"),
    decimal: z.enum([".", ","]).default(".").describe("between the whole and the fraction of a number"),
  },
  create: ({ path, ...columns }) => ({
    load: async () => {
      const text = decodeText("csv", path, readSource("csv", "dataset.path", path));
      return parseTable(text, { ...columns, component: "csv", source: path, name: basename(path, extname(path)) });
    },
  }),
});
