import { z } from "zod";

declare const provides: unique symbol;

/** Names an injectable service and carries its type. */
export type Token<T> = symbol & { readonly [provides]?: T };

export function token<T>(name: string): Token<T> {
  return Symbol.for(`evenkeel/${name}`) as Token<T>;
}

/** The name that a token was made with. */
export function tokenName(of: Token<unknown>): string {
  return (of.description ?? "").replace(/^evenkeel\//, "");
}

type Tokens<Deps extends readonly unknown[]> = { readonly [I in keyof Deps]: Token<Deps[I]> };

/** Where a method comes from; `reconstruction` says what the source leaves open and we filled in. */
export interface Paper {
  readonly authors: string;
  readonly title: string;
  readonly venue: string;
  readonly url?: string;
  readonly reconstruction?: string;
}

/** One implementation of a role (`Loss`, `Sampler`, …), chosen in config by its `name`. */
export interface Component<
  Role,
  Name extends string = string,
  Shape extends z.ZodRawShape = z.ZodRawShape,
  Deps extends readonly unknown[] = readonly any[],
> {
  readonly name: Name;
  readonly summary: string;
  readonly paper?: Paper;
  readonly schema: z.ZodObject<Shape & { name: z.ZodLiteral<Name> }, z.core.$strict>;
  readonly inject: Tokens<Deps>;
  create(config: z.output<z.ZodObject<Shape>>, ...deps: Deps): Role;
  idle?(config: z.output<z.ZodObject<Shape>>): Idle<Shape>;
}

/** Settings without effect beside others, each with the reason as a sentence. */
export type Idle<Shape = Record<string, unknown>> = { readonly [Setting in keyof Shape]?: string | false };

/** A component whose types are erased, as a catalog and the container see it. */
export type AnyComponent<Role = any> = Component<Role, string, any, any>;

export interface ComponentSpec<Role, Name extends string, Shape extends z.ZodRawShape, Deps extends readonly unknown[]> {
  /** What config says; equals the file name. */
  readonly name: Name;
  /** One line for `evenkeel components`. */
  readonly summary: string;
  readonly paper?: Paper;
  /** zod fields, each with range, default and `.describe(…)`. */
  readonly config: Shape;
  /** Tokens of what `create` needs besides its config. */
  readonly inject?: Tokens<Deps>;
  /** Called once per run. */
  create(config: z.output<z.ZodObject<Shape>>, ...deps: Deps): Role;
  /** Which settings the others leave without effect: who sets one of them is told so, and nothing is run. */
  idle?(config: z.output<z.ZodObject<Shape>>): Idle<Shape>;
}

/** Fixes the role, so that name, config and dependency types are inferred from one literal. */
export function defineComponent<Role>(): <
  const Name extends string,
  Shape extends z.ZodRawShape,
  const Deps extends readonly unknown[] = [],
>(
  spec: ComponentSpec<Role, Name, Shape, Deps>,
) => Component<Role, Name, Shape, Deps> {
  return (spec) => ({
    name: spec.name,
    summary: spec.summary,
    ...(spec.paper && { paper: spec.paper }),
    schema: z.strictObject({ name: z.literal(spec.name), ...spec.config }) as never,
    inject: spec.inject ?? ([] as never),
    create: spec.create,
    ...(spec.idle && { idle: spec.idle }),
  });
}
