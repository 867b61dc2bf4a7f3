import { z } from "zod";
import type { AnyComponent } from "./component.js";
import type { Learned } from "./contracts/learned.js";

/** What a method of a comparison can hand to another: what it learned, or the model that it trained. */
export type Found = Learned["what"] | "model";

/** What another method of the comparison found in the same trial, in place of a value. */
export interface From {
  readonly from: string;
}

const kinds = z.registry<{ readonly what: Found }>();

/**
 * A setting that what another method found may fill: config says a value or `{ from: method }`, and `create` gets the value.
 *
 * @param what - the kind of finding.
 */
export function finding<T>(what: Found, schema: z.ZodType<T>): z.ZodType<T, T | From> {
  const either = z.union([
    schema,
    z.strictObject({ from: z.string() }).meta({ title: "{from: method} for what a method of the comparison found" }),
  ]);
  return either.register(kinds, { what }) as unknown as z.ZodType<T, T | From>;
}

/** A setting of a config that waits for what a method finds. */
export interface Awaited {
  readonly setting: string;
  readonly method: string;
  readonly what: Found;
}

/** A setting that takes what another run found, with a value in place of it: weights that are written out, the file of a model. */
export interface Given {
  readonly setting: string;
  readonly value: unknown;
  readonly what: Found;
}

/** The settings of a component that a finding may fill and a value does. */
export function givenTo({ schema }: AnyComponent, config: Readonly<Record<string, unknown>>): readonly Given[] {
  return Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>).flatMap(([setting, field]) => {
    const kind = kinds.get(field);
    const value = config[setting];
    return !kind || (typeof value === "object" && value !== null && "from" in value) ? [] : [{ setting, value, what: kind.what }];
  });
}

/** The settings of a component that wait for a finding. */
export function awaitedBy({ schema }: AnyComponent, config: Readonly<Record<string, unknown>>): readonly Awaited[] {
  return Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>).flatMap(([setting, field]) => {
    const kind = kinds.get(field);
    const value = config[setting];
    if (!kind || typeof value !== "object" || value === null || !("from" in value)) return [];
    return [{ setting, method: String(value.from), what: kind.what }];
  });
}
