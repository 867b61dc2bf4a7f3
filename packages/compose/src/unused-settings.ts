import { UserError } from "@evenkeel/core";

/**
 * Refuses settings that were set and that nothing in the run reads.
 *
 * @param set - dotted paths as written: `sampler`, `sampler.kNeighbors`, `training.batchSize`.
 * @param isUsed - whether something reads a path.
 * @param because - why nothing reads it: what the run has instead.
 */
export function refuseUnused(set: readonly string[], isUsed: (path: string) => boolean, because: (path: string) => string): void {
  const unused = [...new Set(set)].filter((path) => !isUsed(path));
  if (unused.length === 0) return;
  throw new UserError(
    unused
      .map(
        (path) => `${path}: expected a setting that something in the run reads, got one that nothing does: ${because(path)} Leave it out.`,
      )
      .join("\n"),
  );
}
