import type { Augmenter } from "./contracts/augmenter.js";
import type { Batcher } from "./contracts/batcher.js";
import type { Hypergradient } from "./contracts/bilevel.js";
import type { Condition } from "./contracts/condition.js";
import type { DatasetSource } from "./contracts/dataset.js";
import type { Elsewhere } from "./contracts/elsewhere.js";
import type { Encoder } from "./contracts/encoder.js";
import type { Launcher } from "./contracts/launcher.js";
import type { Imputer } from "./contracts/imputer.js";
import type { Learned } from "./contracts/learned.js";
import type {
  ConstraintDeclares,
  ContributionConstraint,
  ContributionIndex,
  IndexDeclares,
  Learner,
  WeighterDeclares,
} from "./contracts/learner.js";
import type { Adjustment, AdjustmentDeclares, ClassWeights, Loss } from "./contracts/loss.js";
import type { Metric } from "./contracts/metric.js";
import type { Mixer } from "./contracts/mixer.js";
import type { Model, ModelDeclares, ModelInputs } from "./contracts/model.js";
import type { Optimizer } from "./contracts/optimizer.js";
import type { Anchor, AnchorDeclares, Coefficient, Label, LabelDeclares, Partner, PartnerDeclares } from "./contracts/pairing.js";
import type { Protocol } from "./contracts/protocol.js";
import type { Sampler, SamplerDeclares } from "./contracts/sampler.js";
import type { SinkMaker } from "./contracts/events.js";
import type { Schedule } from "./contracts/schedule.js";
import type { Selection, SelectionDeclares } from "./contracts/selection.js";
import type { Start } from "./contracts/start.js";
import { type Token, token } from "./token.js";

/** What a run is made of, in order; which phases it has follows from what its components declare (`phasesOf`). */
export type Phase =
  /** Data, split and encoded rows. */
  | "open"
  /** The rows to train on. */
  | "draw"
  /** A model that is fitted at once. */
  | "fit"
  /** Updates of a model. */
  | "updates"
  /** Meta batches and hypergradients beside the updates. */
  | "meta"
  /** Meta-parameters that go on from step to step. */
  | "meta-updates"
  /** The trained model on the test rows. */
  | "score"
  /** What is told to the outside. */
  | "report";

interface RoleData<Service, Declared, Reads extends readonly Phase[], Many extends boolean> {
  /** The phases that ask for it. Empty for a part of others, which get it through `inject`. */
  readonly readBy: Reads;
  /** Whether a run has a list of them, not one; config calls it by the plural. */
  readonly many: Many;
  /** Whether each run of a comparison has its own, so that it says nothing of a method. */
  readonly isPlace: boolean;
  /** What has one: each run, or a comparison as a whole. */
  readonly of: "run" | "comparison";
  /** Whether a list of them may be empty. */
  readonly mayBeNone: boolean;
  /** The role whose components it chooses among, where it has none of its own. */
  readonly among?: string;
  readonly types?: { readonly service: Service; readonly declared: Declared };
}

const role =
  <Service, Declared extends object = object>() =>
  <const Reads extends readonly Phase[], const Many extends boolean = false>(
    readBy: Reads,
    {
      many = false as Many,
      isPlace = false,
      mayBeNone = false,
      of = "run",
      among,
    }: {
      readonly many?: Many;
      readonly isPlace?: boolean;
      readonly mayBeNone?: boolean;
      readonly of?: "run" | "comparison";
      readonly among?: string;
    } = {},
  ): RoleData<Service, Declared, Reads, Many> => ({ readBy, many, isPlace, mayBeNone, of, ...(among !== undefined && { among }) });

/**
 * The roles of a run, by their names in config: what their components make, what these declare before there are data, and which
 * phases read them. The only list of roles.
 */
export const roles = {
  dataset: role<DatasetSource>()(["open"]),
  protocol: role<Protocol>()(["open"]),
  condition: role<Condition>()(["open"], { isPlace: true }),
  imputer: role<Imputer>()(["open"]),
  encoder: role<Encoder>()(["open"]),
  sampler: role<Sampler, SamplerDeclares>()(["draw"]),
  anchor: role<Anchor, AnchorDeclares>()([]),
  partner: role<Partner, PartnerDeclares>()([]),
  coefficient: role<Coefficient>()([]),
  label: role<Label, LabelDeclares>()([]),
  mixer: role<Mixer>()(["updates"]),
  model: role<Model, ModelDeclares>()(["fit", "updates", "score"]),
  loss: role<Loss>()(["updates"]),
  classWeights: role<ClassWeights>()(["fit", "updates"]),
  adjustment: role<Adjustment, AdjustmentDeclares>()(["score"]),
  weighter: role<Learner, WeighterDeclares>()(["updates"]),
  index: role<ContributionIndex, IndexDeclares>()([]),
  constraint: role<ContributionConstraint, ConstraintDeclares>()([]),
  hypergradient: role<Hypergradient>()(["meta"]),
  batcher: role<Batcher>()(["updates"]),
  augmenter: role<Augmenter>()(["updates"]),
  schedule: role<Schedule>()(["updates"]),
  optimizer: role<Optimizer>()(["updates"]),
  metaOptimizer: role<Optimizer>()(["meta-updates"], { among: "optimizer" }),
  start: role<Start>()(["updates"]),
  selection: role<Selection, SelectionDeclares>()(["updates"]),
  metric: role<Metric>()(["score"], { many: true }),
  launcher: role<Launcher>()([], { of: "comparison" }),
  sink: role<SinkMaker>()(["report"], { many: true, isPlace: true, mayBeNone: true }),
} as const;

type Roles = typeof roles;

/** The name of a role, as config has it. */
export type RoleName = keyof Roles;

/** What the components of a role make: `Service<"loss">` is `Loss`. */
export type Service<Name extends RoleName> = NonNullable<Roles[Name]["types"]>["service"];

/** What the components of a role say of themselves before there are data. */
export type Declared<Name extends RoleName> = NonNullable<Roles[Name]["types"]>["declared"];

/** The roles that a phase may ask for. */
export type ReadBy<P extends Phase> = { [Name in RoleName]: P extends Roles[Name]["readBy"][number] ? Name : never }[RoleName];

/** What a phase gets of a role: a list where a run has many. */
export type Chosen<Name extends RoleName> = Roles[Name]["many"] extends true ? readonly Service<Name>[] : Service<Name>;

/** What decides which phases a run has. */
export interface PhaseFacts {
  readonly fits: boolean;
  readonly learned: Learned | null;
}

/** A model that is fitted at once sees no batch, so that nothing is learned about any. */
export function phasesOf({ fits, learned }: PhaseFacts): ReadonlySet<Phase> {
  const training: Phase[] = fits
    ? ["fit"]
    : ["updates", ...(learned ? (["meta"] as const) : []), ...(learned?.persists ? (["meta-updates"] as const) : [])];
  return new Set<Phase>(["open", "draw", ...training, "score", "report"]);
}

/** What a component may ask for in `inject`: other components of the run, and facts about its data. */
export type Tokens = { readonly [Name in RoleName]: Token<Service<Name>> } & {
  /** The shape of the encoded features and the number of classes. */
  readonly modelInputs: Token<ModelInputs>;
  /** *Original* training counts of each class. */
  readonly classCounts: Token<readonly number[]>;
  /** What other programs made for the split of the run. */
  readonly elsewhere: Token<Elsewhere>;
};

/** What a component may ask for by `inject`. */
export const tokens: Tokens = Object.fromEntries(
  [...Object.keys(roles), "modelInputs", "classCounts", "elsewhere"].map((name) => [name, token(name)]),
) as Tokens;
