import type { Dataset } from "@evenkeel/core";
import { columnTitle, entriesOf, rowWidth, unitOf } from "./fit-columns.js";
import { momentsOf } from "./moments.js";

/** A column is named if these times its standard deviation without the farthest cells is less than that with them. */
const inflation = 5;

/** At most this share of the cells, and at least so many, can be "a few". */
const fewShare = 0.01;
const fewAtLeast = 3;

/**
 * A sentence for each numeric column of a table whose spread is made by a few cells: standardized, its other values would lie
 * so close together that a model could not tell them apart.
 *
 * The whole table is looked at, not the fitted rows alone, so that all trials say the same.
 */
export function wildCells(dataset: Dataset): string[] {
  if (dataset.featureShape.length > 1) return [];
  const rows = Array.from({ length: dataset.numExamples }, (_, row) => row);
  return Array.from({ length: rowWidth(dataset) }, (_, column) => column).flatMap((column) => {
    if (dataset.columns?.[column]?.kind === "nominal") return [];
    const entries = entriesOf(dataset, column, rows);
    const wild = farCells(entries);
    return wild.length === 0 ? [] : [sentence(dataset, column, entries, wild)];
  });
}

/** Positions of the few cells that make the spread, ascending; none if it is made by many. */
function farCells(entries: Float64Array): number[] {
  const unit = unitOf(entries);
  const scaled = entries.map((value) => unit * value);
  const count = scaled.length;
  const few = Math.min(Math.max(fewAtLeast, Math.ceil(fewShare * count)), Math.floor(count / 10));
  const all = momentsOf(scaled);
  // Sorting costs: a few cells can hold nearly all of the variance only if one of them holds its share.
  const farthest = scaled.reduce((max, value) => Math.max(max, Math.abs(value - all.mean)), 0);
  if (few === 0 || few * farthest ** 2 < 0.7 * count * all.deviation ** 2) return [];
  const middle = scaled.toSorted()[count >> 1]!;
  const byDistance = Array.from(scaled.keys()).sort((a, b) => Math.abs(scaled[b]! - middle) - Math.abs(scaled[a]! - middle));
  const rest = momentsOf(Float64Array.from(byDistance.slice(few), (i) => scaled[i]!));
  if (rest.deviation === 0 || all.deviation < inflation * rest.deviation) return [];
  return byDistance
    .slice(0, few)
    .filter((i) => Math.abs(scaled[i]! - rest.mean) > inflation * rest.deviation)
    .sort((a, b) => a - b);
}

function sentence(dataset: Dataset, column: number, entries: Float64Array, wild: readonly number[]): string {
  const isWild = new Set(wild);
  const others = entries.filter((_, row) => !isWild.has(row));
  const range = [Math.min, Math.max].map((end) => Number(others.reduce((a, b) => end(a, b)).toPrecision(4))).join(" to ");
  const shown = wild
    .slice(0, 5)
    .map((i) => `${entries[i]} in row ${dataset.rowIds[i]}`)
    .join(", ");
  const more = wild.length > 5 ? ` and ${wild.length - 5} more` : "";
  return `${columnTitle(dataset, column)}: its spread is made by ${wild.length} of ${entries.length} cells, ${shown}${more} (rows counted from 0, without the header); all others are within ${range}. Standardized, these hardly differ. Correct or remove ${wild.length === 1 ? "the row" : "the rows"}, or set \`encoder=robust\``;
}
