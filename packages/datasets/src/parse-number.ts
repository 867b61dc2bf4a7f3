/** What stands between the whole and the fraction of a number. */
export type DecimalMark = "." | ",";

const notation: Readonly<Record<DecimalMark, RegExp>> = {
  ".": /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/,
  ",": /^[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$/,
};

/** A finite number in decimal notation, or null: no hexadecimal, no empty text, no `inf`. */
export function parseNumber(text: string, decimal: DecimalMark = "."): number | null {
  const trimmed = text.trim();
  if (!notation[decimal].test(trimmed)) return null;
  const value = Number(trimmed.replace(",", "."));
  return Number.isFinite(value) ? value : null;
}

/** Whether a text is a number in decimal notation, however large. */
export function isNumber(text: string, decimal: DecimalMark = "."): boolean {
  return notation[decimal].test(text.trim());
}

/** A number with a point as its decimal mark; any other text as it is. */
export function withPoint(text: string, decimal: DecimalMark): string {
  return isNumber(text, decimal) ? text.replace(",", ".") : text;
}
