import { createHash } from "node:crypto";
import type { Dataset, Split } from "@evenkeel/core";
import { checkDisjoint, roles } from "./check-split.js";
import { type LedgerEntry, rowLedger } from "./row-ledger.js";

/** What is kept of a split, to repeat it and to prove that two runs had the same. */
export interface SplitManifest {
  readonly dataset: {
    readonly name: string;
    readonly digest: string;
    readonly numExamples: number;
    readonly classNames: readonly string[];
  };
  /** 0-based row ids of the source, in the form that `protocol.splits` reads. */
  readonly split: Split;
  readonly counts: readonly LedgerEntry[];
  /**
   * SHA-256, hexadecimal, over the digest of the data, the row ids by role, each role in ascending order, and the labels that a condition
   * changed, if it did.
   */
  readonly hash: string;
}

/**
 * @param labels - labels that are not the true ones, by row id.
 * @throws UserError if two roles share a row.
 */
export function splitManifest(split: Split, dataset: Dataset, labels: ReadonlyMap<number, number> = new Map()): SplitManifest {
  checkDisjoint(split, dataset.name);
  const named = [...roles.map((role) => [role, split[role] ?? []] as const), ...Object.entries(split.given ?? {})];
  const sorted = named.map(([role, ids]) => [role, [...ids].sort((a, b) => a - b)]);
  const { name, digest, numExamples, classNames } = dataset;
  return {
    dataset: { name, digest, numExamples, classNames },
    split,
    counts: rowLedger(split, dataset),
    hash: createHash("sha256")
      .update(JSON.stringify([digest, sorted, ...(labels.size > 0 ? [[...labels].sort(([a], [b]) => a - b)] : [])]))
      .digest("hex"),
  };
}
