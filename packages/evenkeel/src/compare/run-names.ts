import { createHash } from "node:crypto";

/** Names what varies: the condition only where there are several. */
export const cellName = (conditions: readonly string[], condition: string, title: string): string =>
  conditions.length > 1 ? `${title} · ${condition}` : title;

/** The id of a method's run: of the same comparison always the same. */
export const methodRunId = (parentRunId: string, condition: string, method: string): string =>
  createHash("md5").update(`${method} under ${condition} of ${parentRunId}`).digest("hex");
