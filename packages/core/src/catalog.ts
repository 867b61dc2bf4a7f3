import { z } from "zod";
import type { AnyComponent, Component } from "./component.js";
import { didYouMean } from "./did-you-mean.js";
import { UserError } from "./errors.js";

/** The components of one role: a config schema to parse with and a lookup by name. */
export interface Catalog<Role> {
  /** What the role is called in config: `loss`, `sampler`, `classWeights`. */
  readonly role: string;
  /** Its names, sorted. */
  readonly names: readonly string[];
  readonly schema: z.ZodType<{ readonly name: string }>;
  get(name: string): Component<Role>;
}

export function catalog<Role>(role: string, components: Readonly<Record<string, AnyComponent<Role>>>): Catalog<Role> {
  const byName = new Map(Object.values(components).map((component) => [component.name, component]));
  const names = [...byName.keys()].sort();
  const [first, ...rest] = names.map((name) => byName.get(name)!.schema);
  if (!first) throw new Error(`catalog of ${role}: expected at least one component, got none. Run \`pnpm gen\`.`);
  return {
    role,
    names,
    schema: z.discriminatedUnion("name", [first, ...rest]) as unknown as z.ZodType<{ readonly name: string }>,
    get(name) {
      const component = byName.get(name);
      if (!component) throw new UserError(`${role}: expected one of ${names.join(", ")}, got \`${name}\`.${didYouMean(name, names)}`);
      return component as Component<Role>;
    },
  };
}
