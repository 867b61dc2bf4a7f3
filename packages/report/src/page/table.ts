import { type Content, type Markup, markup } from "./markup.js";

/** A table cell; `kind` is a class of the page's style. */
export interface Cell {
  readonly content: Content;
  readonly kind?: "text" | "equal" | "none" | "failed";
  /** How many columns it takes. */
  readonly span?: number;
}

export interface TableRow {
  readonly header: Content;
  readonly kind?: "control";
  readonly cells: readonly (Cell | string)[];
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly (string | { readonly header: string; readonly kind: "text" })[];
  readonly rows: readonly TableRow[];
}

/**
 * A table with row and column headers that scrolls sideways, also by keyboard, where it is too wide. On a narrow screen each row
 * is a block, with the column's header before each cell.
 */
export function tableMarkup({ caption, columns, rows }: Table): Markup {
  const head = columns.map((column) =>
    typeof column === "string"
      ? markup`<th scope="col">${words(column)}</th>`
      : markup`<th scope="col" class="${column.kind}">${words(column.header)}</th>`,
  );
  const body = rows.map(
    ({ header, kind, cells }) =>
      markup`<tr${kind && markup` class="${kind}"`}><th scope="row">${header}</th>${cells.map((cell, i) => cellMarkup(cell, headerOf(columns[i + 1])))}</tr>`,
  );
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const headerOf = (column: Table["columns"][number] | undefined): string => (typeof column === "string" ? column : (column?.header ?? ""));

function cellMarkup(cell: Cell | string, header: string): Markup {
  if (typeof cell === "string") return markup`<td data-header="${header}"><span>${cell}</span></td>`;
  return markup`<td${!cell.span && markup` data-header="${header}"`}${cell.kind && markup` class="${cell.kind}"`}${cell.span && markup` colspan="${cell.span}"`}><span>${cell.content}</span></td>`;
}

/** Words that break at spaces, not at hyphens. */
function words(text: string): Markup {
  return markup`${text.split(" ").map((word, i) => markup`${i > 0 && " "}<span>${word}</span>`)}`;
}
