import { visible } from "@evenkeel/core";

const CLEAR = "\r\u001b[2K";
/** Of a terminal that does not say. */
const COLUMNS = 100;

/** One line of a terminal that is written again and again, with lines above it that stay. Elsewhere only those are written. */
export interface TerminalLine {
  readonly isTerminal: boolean;
  /** Writes the line anew, cut to the width of the terminal; nothing elsewhere. */
  rewrite(text: string): void;
  /** Writes a line that stays, above the one that is rewritten. */
  say(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

/** The line of a stream. */
export function terminalLine(out: Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">): TerminalLine {
  const isTerminal = out.isTTY === true;
  const clear = () => void (isTerminal && out.write(CLEAR));
  return {
    isTerminal,
    rewrite: (text) => void (isTerminal && out.write(`${CLEAR}${fit(visible(text), (out.columns || COLUMNS) - 1)}`)),
    say: (text) => void out.write(`${isTerminal ? CLEAR : ""}${visible(text.replaceAll(/\s*\n\s*/g, " "))}\n`),
    clear,
  };
}

/** A text in `width` characters: whole words, so that no number loses digits, and what is left out shows as `…`. */
export function fit(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = text.lastIndexOf(" ", width - 2);
  return width < 1 ? "" : `${text.slice(0, Math.max(0, end)).trimEnd()} …`.trimStart();
}
