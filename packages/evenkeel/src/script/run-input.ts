import type { RunSettingsInput } from "@evenkeel/compose";
import type { Component } from "@evenkeel/core";
import type { z } from "zod";
import type { builtIn } from "../workbench/built-in.js";

// oxlint-disable-next-line typescript/no-empty-interface
/**
 * Where the components of others enter the types of `run` and `compare`: one property for each source, so that a study and the packages
 * that it uses do not collide.
 *
 *     declare module "evenkeel" {
 *       interface Register {
 *         "my-study": { label: { threshold: typeof import("./components/threshold.js").default } };
 *       }
 *     }
 */
export interface Register {}

type BuiltIn = { readonly [Role in keyof typeof builtIn]: (typeof builtIn)[Role]["components"] };
type Sources = BuiltIn | Register[keyof Register];

type Roles<All> = All extends unknown ? keyof All : never;
type In<All, Role> = All extends unknown ? (Role extends keyof All ? All[Role][keyof All[Role]] : never) : never;

type Settings<C> =
  C extends Component<any, infer Name, infer Shape, any> ? { readonly name: Name } & Omit<z.input<z.ZodObject<Shape>>, "name"> : never;

/** A component by its name, or by its name with settings. */
type Choice<C> = (C extends { readonly name: infer Name } ? Name : never) | Settings<C>;

/** What config has lists of, and what is a comparison's. */
type OtherRole = "metric" | "sink" | "launcher";

/**
 * The config of a run, as an object: what is left out is as in the config files.
 *
 *     { sampler: { name: "smote", kNeighbors: 3 }, weighter: "learned-contributions", training: { updates: 500 } }
 */
export type RunInput = {
  readonly [Role in Exclude<Roles<Sources>, OtherRole>]?: Choice<In<Sources, Role>>;
} & {
  readonly metaOptimizer?: Choice<In<Sources, "optimizer">>;
  readonly metrics?: readonly Choice<In<Sources, "metric">>[];
  readonly sinks?: readonly Choice<In<Sources, "sink">>[];
  /** Trainings after the first, as what is laid over it. */
  readonly stages?: readonly Omit<RunInput, "stages">[];
} & Readonly<Partial<Omit<RunSettingsInput, "stages">>>;

/** A method of a comparison: what is laid over the config that all share. */
export type MethodInput = RunInput & {
  /** What tables call it. */
  readonly title?: string;
  /** What a reader must know of it. */
  readonly note?: string;
};

/** A condition, and what tables call it where two have one name. */
type ConditionChoice = Choice<In<Sources, "condition">> | (Settings<In<Sources, "condition">> & { readonly title: string });

/** A comparison. It is generic in the names of its methods alone, so that a misspelt setting is an error. */
export interface ComparisonInput<Name extends string = string> {
  readonly methods: Readonly<Record<Name, MethodInput>>;
  /** The method that wins and losses are counted against: the first unless said. */
  readonly reference?: NoInfer<Name>;
  /** Differences that are declared before the run: only they get p-values. A control is called `method.control`. */
  readonly contrasts?: readonly (readonly [MethodName<Name>, MethodName<Name>])[];
  /** What is done to the rows before any method sees them: `["clean"]` unless said. */
  readonly conditions?: readonly ConditionChoice[];
  /** How many of the protocol: all unless said. */
  readonly trials?: number;
  /** Names the folder of its results: `comparison` unless said. */
  readonly name?: string;
  readonly title?: string;
  readonly question?: string;
  /** The score that contrasts are about: `average_precision` unless said. */
  readonly primary?: string;
  /** Whether the controls of what is learned are made: they are unless said. */
  readonly controls?: boolean;
  /** How the settings were chosen, for the report. */
  readonly tuning?: string;
  /** Of the intervals: .95 unless said. */
  readonly level?: number;
  /** Of the smallest difference that would be seen: .8 unless said. */
  readonly power?: number;
  readonly launcher?: Choice<In<Sources, "launcher">>;
  /** Laid over the config files for every method. */
  readonly run?: RunInput;
}

type MethodName<Name extends string> = NoInfer<Name> | `${NoInfer<Name>}.${string}`;
