import { visible } from "@evenkeel/core";
import type { Maybe } from "./comparison-report.js";

/** What stands for a number that is undefined. */
export const UNDEFINED = "–";

/** False for null, NaN and infinities: a report shows them as undefined. */
export function isDefined(value: Maybe | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** `0.841`, `−0.012`; three significant digits outside (−1000, 1000). */
export function formatValue(value: Maybe | undefined, digits = 3): string {
  if (!isDefined(value)) return UNDEFINED;
  return withMinus(Math.abs(value) < 1000 ? value.toFixed(digits) : value.toPrecision(3));
}

/** `+0.012`, `−0.012`. */
export function formatDifference(value: Maybe | undefined): string {
  return isDefined(value) && value > 0 ? `+${formatValue(value)}` : formatValue(value);
}

/** `[0.798, 0.884]`. */
export function formatInterval([low, high]: readonly [Maybe, Maybe], format: (value: Maybe) => string = formatValue): string {
  return isDefined(low) && isDefined(high) ? `[${format(low)}, ${format(high)}]` : UNDEFINED;
}

/** `0.841 [0.798, 0.884]`; the value alone where there is no interval, as over one trial. */
export function formatEstimate(
  value: Maybe | undefined,
  interval: readonly [Maybe, Maybe],
  format: (value: Maybe | undefined) => string = formatValue,
): string {
  return interval.every(isDefined) ? `${format(value)} ${formatInterval(interval, format)}` : format(value);
}

/** `0.043`, `<0.001`. */
export function formatP(p: Maybe | undefined): string {
  if (!isDefined(p)) return UNDEFINED;
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}

/** `95 %`, which does not break. */
export function formatShare(share: number): string {
  return `${Number((100 * share).toPrecision(6))}\u00a0%`;
}

/** `1 trial`, `10 trials`. */
export function formatTrials(count: number): string {
  return `${count} ${count === 1 ? "trial" : "trials"}`;
}

/** Text as a sentence: a capital first, a full stop last. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  return `${trimmed[0]!.toUpperCase()}${trimmed.slice(1)}${/[.!?:;…]$/.test(trimmed) ? "" : "."}`;
}

/** At most `length` characters: the middle is left out, since names that belong together often differ at their ends. */
export function shorten(text: string, length: number): string {
  const characters = [...visible(text.replaceAll(/[\n\t\r]+/g, " "))];
  if (characters.length <= length) return characters.join("");
  const end = Math.floor((length - 1) / 3);
  return `${characters.slice(0, length - 1 - end).join("")}…${characters.slice(characters.length - end).join("")}`;
}

function withMinus(text: string): string {
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text.replace("-", "−");
}
