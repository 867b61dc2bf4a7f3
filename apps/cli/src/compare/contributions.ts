import type { ConfigTree } from "@evenkeel/compose";
import { CONTRIBUTIONS_OF } from "@evenkeel/experiment";

/** The method whose contributions a config asks for. */
export function contributionsOf(written: ConfigTree): string | null {
  const weights = (written["weighter"] as { weights?: unknown } | undefined)?.weights;
  return typeof weights === "string" && weights.startsWith(CONTRIBUTIONS_OF) ? weights.slice(CONTRIBUTIONS_OF.length) : null;
}

export function withContributions(written: ConfigTree, weights: readonly number[]): ConfigTree {
  return { ...written, weighter: { ...(written["weighter"] as ConfigTree), weights } };
}
