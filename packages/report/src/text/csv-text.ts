import Papa from "papaparse";

/** Rows as CSV (RFC 4180): every line ends with a line break, a field is quoted where it must be. */
export const csvText = (rows: readonly (readonly (string | number)[])[], newline: "\r\n" | "\n" = "\r\n"): string =>
  Papa.unparse(rows as (string | number)[][], { newline }) + newline;
