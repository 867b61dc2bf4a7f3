import { UserError } from "@evenkeel/core";

/** Refuses a role that was set and that no component of the run reads. */
export function refuseUnused(set: readonly string[], used: ReadonlySet<string>, roles: readonly string[], because: (role: string) => string): void {
  const unused = [...new Set(set)].filter((role) => roles.includes(role) && !used.has(role));
  if (unused.length === 0) return;
  throw new UserError(unused.map((role) => `${role}: expected a setting that something reads, got one that nothing in this run does: ${because(role)} Leave it out.`).join("\n"));
}
