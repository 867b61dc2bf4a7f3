import { visible } from "@evenkeel/core";

/** Text that is HTML or SVG already. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, markup is not, null, undefined and false are nothing. */
export type Content = string | number | Markup | null | undefined | false | readonly Content[];

/** A template of HTML or SVG in which everything that is put in is escaped unless it is markup itself. */
export function markup(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return { markup: strings.reduce((text, part, i) => text + render(values[i - 1] ?? null) + part) };
}

/** Text as HTML, also inside quoted attributes; control characters other than white space, which HTML forbids, are escaped. */
function escapeText(text: string): string {
  const shown = text
    .split(/([\n\r\t])/)
    .map((part, i) => (i % 2 === 0 ? visible(part) : part))
    .join("");
  return shown.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

function render(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (typeof content === "string") return escapeText(content);
  if (typeof content === "number") return String(content);
  if ("markup" in content) return content.markup;
  return content.map(render).join("");
}
