import { didYouMean, UserError } from "@evenkeel/core";
import { exactDecimal, writeExact } from "../exact-decimal.js";

/** Finds the class that a text names: as it is written, or as the same number (`1` and `1.0`). */
export function classFinder(classNames: readonly string[], component: string): (text: string, place: string) => number {
  const index = new Map(classNames.map((name, label) => [name, label]));
  const asNumber = (text: string): string | null => {
    const number = exactDecimal(text);
    return number === null ? null : writeExact(number);
  };
  return (text, place) => {
    const label = index.get(text) ?? index.get(asNumber(text) ?? "");
    if (label !== undefined) return label;
    throw new UserError(
      `${component}: expected one of the classes ${classNames.join(", ")} in ${place}, got ${text === "" ? "an empty cell" : `"${text}"`}.${didYouMean(text, classNames)}`,
    );
  };
}
