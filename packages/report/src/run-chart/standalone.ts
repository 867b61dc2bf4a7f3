import { textWidth } from "../chart/svg.js";
import { type Content, markup } from "../page/markup.js";

/** Colours that stay apart for colour-blind readers. */
export const BLUE = "#0072b2";
export const ORANGE = "#d55e00";
export const GREY = "#8a8f98";

const STYLE = `text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:#1f2328}
.title{font-size:14px;font-weight:600}.tick{font-size:11px;fill:#57606a}.axis-title{font-size:12px;fill:#57606a}.grid{stroke:#d8dee4;stroke-width:1}`;

/** An SVG file that needs nothing around it: its own size, wide enough for its title, its style and a white ground. */
export function standalone(title: string, minWidth: number, height: number, ...content: readonly Content[]): string {
  const width = Math.max(minWidth, Math.ceil(textWidth(title, 15.5)) + 32);
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}"><style>${{ markup: STYLE }}</style><rect width="${width}" height="${height}" fill="#fff"/><text class="title" x="16" y="24">${title}</text>${content}</svg>`
    .markup;
}
