import { visible } from "@evenkeel/core";

/** A column of a text table. */
export interface Column {
  readonly header: string;
  readonly align: "left" | "right";
  readonly cells: readonly string[];
  /** Headers break into lines of at most this. */
  readonly maxWidth?: number;
}

const GAP = "  ";

/** Lines of an aligned table: headers over a rule, broken into several lines where they are longer than what stands below. */
export function layOut(columns: readonly Column[]): string[] {
  const headers = columns.map((column) => wrap(column.header, Math.max(contentWidth(column), column.maxWidth ?? 0)));
  const widths = columns.map((column, c) => Math.max(contentWidth(column), ...headers[c]!.map(widthOf)));
  const numHeaderLines = Math.max(...headers.map((lines) => lines.length));
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, c) => pad(text, widths[c]!, columns[c]!.align))
      .join(GAP)
      .trimEnd();
  const head = Array.from({ length: numHeaderLines }, (_, i) =>
    line(headers.map((lines) => lines[i - (numHeaderLines - lines.length)] ?? "")),
  );
  const rule = widths.map((width) => "─".repeat(width)).join(GAP);
  const body = columns[0]!.cells.map((_, row) => line(columns.map((column) => column.cells[row] ?? "")));
  return [...head, rule, ...body];
}

/** The width that a column will have, with the gap before the next. */
export function columnWidth(column: Column): number {
  const width = Math.max(contentWidth(column), column.maxWidth ?? 0);
  return Math.max(contentWidth(column), ...wrap(column.header, width).map(widthOf)) + GAP.length;
}

/** Breaks text at spaces, not at no-break spaces, into lines of at most `width` characters where words allow it. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/[ \n\t]+/).filter((each) => each !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > 0 ? lines : [""];
}

/** At most `width` characters, without line breaks; other control characters are escaped. */
export function clip(text: string, width: number): string {
  const characters = [...visible(text.replaceAll(/[\n\t\r]+/g, " "))];
  return characters.length <= width ? characters.join("") : `${characters.slice(0, width - 1).join("")}…`;
}

function contentWidth({ cells }: Column): number {
  return Math.max(1, ...cells.map(widthOf));
}

function pad(text: string, width: number, align: Column["align"]): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "left" ? text + space : space + text;
}

const widthOf = (text: string): number => [...text].length;
