import { z } from "zod";
import type { AnyComponent } from "./component.js";
import { didYouMean } from "./did-you-mean.js";
import { UserError } from "./errors.js";
import type { RoleName } from "./roles.js";

/** The components of one role: a config schema to parse with and a lookup by name. */
export interface Catalog<
  Role extends RoleName = any,
  Components extends Readonly<Record<string, AnyComponent<Role>>> = Readonly<Record<string, AnyComponent<Role>>>,
> {
  /** What the role is called in config: `loss`, `sampler`, `classWeights`. */
  readonly role: string;
  /** By name, with their types. */
  readonly components: Components;
  /** Its names, sorted. */
  readonly names: readonly string[];
  /** The component that leaves a run as it is without the role; null if the role has none. */
  readonly neutral: string | null;
  readonly schema: z.ZodType<{ readonly name: string }>;
  /** @throws UserError if there is none of that name, with a guess. */
  get(name: string): AnyComponent<Role>;
}

/**
 * The components of a role.
 *
 * @param components - as `pnpm gen` lists them, by name.
 * @throws Error if one is of another role or name, or two are neutral.
 */
export function catalog<Role extends RoleName, Components extends Readonly<Record<string, AnyComponent<Role>>>>(
  role: Role,
  components: Components,
): Catalog<Role, Components> {
  const byName = new Map<string, AnyComponent<Role>>(Object.entries(components));
  for (const [name, component] of byName) {
    if (component.role !== role || component.name !== name)
      throw new Error(`catalog of ${role}: expected ${role}=${name}, got ${component.role}=${component.name}. Run \`pnpm gen\`.`);
  }
  const names = [...byName.keys()].sort();
  const [first, ...rest] = names.map((name) => byName.get(name)!.schema);
  if (!first) throw new Error(`catalog of ${role}: expected at least one component, got none. Run \`pnpm gen\`.`);
  const neutral = names.filter((name) => byName.get(name)!.isNeutral);
  if (neutral.length > 1) throw new Error(`catalog of ${role}: expected one neutral component at most, got ${neutral.join(", ")}.`);
  return {
    role,
    components,
    names,
    neutral: neutral[0] ?? null,
    schema: z.discriminatedUnion("name", [first, ...rest]) as unknown as z.ZodType<{ readonly name: string }>,
    get(name) {
      const component = byName.get(name);
      if (!component) throw new UserError(`${role}: expected one of ${names.join(", ")}, got \`${name}\`.${didYouMean(name, names)}`);
      return component;
    },
  };
}
