import { z } from "zod";
import type { Declared, RoleName, Service } from "./roles.js";
import type { Token } from "./token.js";

type TokensOf<Deps extends readonly unknown[]> = { readonly [I in keyof Deps]: Token<Deps[I]> };

/** Where a method comes from; `reconstruction` says what the source leaves open and we filled in. */
export interface Paper {
  readonly authors: string;
  readonly title: string;
  readonly venue: string;
  readonly url?: string;
  readonly reconstruction?: string;
}

/** What the chosen component of another role declares. */
export type DeclaredBy = <Role extends RoleName>(role: Role) => Declared<Role>;

/** One implementation of a role (`loss`, `sampler`, …), chosen in config by its `name`. */
export interface Component<
  Role extends RoleName,
  Name extends string = string,
  Shape extends z.ZodRawShape = z.ZodRawShape,
  Deps extends readonly unknown[] = readonly any[],
> {
  readonly role: Role;
  readonly name: Name;
  readonly summary: string;
  readonly paper?: Paper;
  readonly isNeutral: boolean;
  readonly schema: z.ZodObject<Shape & { name: z.ZodLiteral<Name> }, z.core.$strict>;
  readonly inject: TokensOf<Deps>;
  /** What must be known before there are data, as a function of its settings and of what its parts declare. */
  declares(config: z.output<z.ZodObject<Shape>>, of: DeclaredBy): Declared<Role>;
  /** Makes what the role asks for; called once per run. */
  create(config: z.output<z.ZodObject<Shape>>, ...deps: Deps): Service<Role>;
  /** Which of its settings the others leave without effect, each with the reason. */
  idle(config: z.output<z.ZodObject<Shape>>): Idle<Shape>;
  /** Which other roles and settings it leaves without effect, by path, each with the reason. */
  leavesIdle(config: z.output<z.ZodObject<Shape>>): Idle;
}

/** Settings without effect beside others, each with the reason as a sentence. */
export type Idle<Shape = Readonly<Record<string, unknown>>> = { readonly [Setting in keyof Shape]?: string | false };

/** A component whose types are erased, as a catalog and the container see it. */
export type AnyComponent<Role extends RoleName = any> = Component<Role, string, any, any>;

/** A component as its file writes it: the argument of `defineLoss` and the like. */
export interface ComponentSpec<Role extends RoleName, Name extends string, Shape extends z.ZodRawShape, Deps extends readonly unknown[]> {
  /** What config says; equals the file name. */
  readonly name: Name;
  /** One line for `evenkeel components`. */
  readonly summary: string;
  readonly paper?: Paper;
  /** Whether a run with it is the run without its role: no sampler, no weights. One of a role at most. */
  readonly isNeutral?: boolean;
  /** zod fields, each with range, default and `.describe(…)`. */
  readonly config: Shape;
  /** Tokens of what `create` needs besides its config. */
  readonly inject?: TokensOf<Deps>;
  /** What must be known before there are data, as a function of the config and of what the parts declare. */
  declares?(config: z.output<z.ZodObject<Shape>>, of: DeclaredBy): Declared<Role>;
  /** Called once per run. */
  create(config: z.output<z.ZodObject<Shape>>, ...deps: Deps): Service<Role>;
  /** Which settings the others leave without effect: who sets one of them is told so, and nothing is run. */
  idle?(config: z.output<z.ZodObject<Shape>>): Idle<Shape>;
  /** Which other roles, or settings of theirs or of the run, it leaves without effect, by path: `coefficient`, `training.updates`. */
  leavesIdle?(config: z.output<z.ZodObject<Shape>>): Idle;
}

/** Makes a component of a role. `defineLoss`, … fix the role, so that name, config and dependency types are inferred from one literal. */
export function defineComponent<
  Role extends RoleName,
  const Name extends string,
  Shape extends z.ZodRawShape,
  const Deps extends readonly unknown[] = [],
>(role: Role, spec: ComponentSpec<Role, Name, Shape, Deps>): Component<Role, Name, Shape, Deps> {
  return {
    role,
    name: spec.name,
    summary: spec.summary,
    ...(spec.paper && { paper: spec.paper }),
    isNeutral: spec.isNeutral ?? false,
    schema: z.strictObject({ name: z.literal(spec.name), ...spec.config }) as never,
    inject: spec.inject ?? ([] as never),
    declares: spec.declares ?? (() => ({}) as Declared<Role>),
    create: spec.create,
    idle: spec.idle ?? (() => ({})),
    leavesIdle: spec.leavesIdle ?? (() => ({})),
  };
}
