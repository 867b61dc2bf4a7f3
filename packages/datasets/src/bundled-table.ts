import { fileURLToPath } from "node:url";
import type { Dataset } from "@evenkeel/core";
import { decodeText, readSource } from "./read-source.js";
import { parseTable } from "./table/parse-table.js";

/** A table that comes with this package, as `data/<name>.csv`. */
export function bundledTable(name: string, label: string): Dataset {
  const path = fileURLToPath(new URL(`../data/${name}.csv`, import.meta.url));
  return parseTable(decodeText(name, path, readSource(name, "dataset", path)), { component: name, source: path, name, label });
}
