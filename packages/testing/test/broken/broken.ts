import { describe } from "vitest";

/** Runs a suite under the name of what is broken: `label is above 1`, or `label right`. */
export function broken(what: string, suite: () => void): void {
  describe(`[${what}]`, () => {
    suite();
  });
}

/** The same for several components of a role. */
export function eachBroken<Made>(role: string, cases: Readonly<Record<string, Made>>, suite: (made: Made) => void): void {
  for (const [what, made] of Object.entries(cases)) broken(`${role} ${what}`, () => suite(made));
}
