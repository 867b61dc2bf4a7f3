import type { Catalog } from "./catalog.js";
import { defineComponent, type Component, type ComponentSpec, type Token, token } from "./component.js";
import type { Hypergradient } from "./contracts/bilevel.js";
import type { DatasetSource } from "./contracts/dataset.js";
import type { Encoder } from "./contracts/encoder.js";
import type { Adjustment, ClassWeights, Loss } from "./contracts/loss.js";
import type { Metric } from "./contracts/metric.js";
import type { Mixer } from "./contracts/mixer.js";
import type { Model, ModelInputs } from "./contracts/model.js";
import type { Optimizer } from "./contracts/optimizer.js";
import type { Anchor, Coefficient, Label, Partner } from "./contracts/pairing.js";
import type { Protocol } from "./contracts/protocol.js";
import type { Sampler } from "./contracts/sampler.js";
import type { ContributionConstraint, ContributionIndex, Learner } from "./contracts/learner.js";
import type { z } from "zod";

/** What a component may ask for in `inject`: other components of the run, and facts about its data. */
export interface Tokens {
  readonly dataset: Token<DatasetSource>;
  readonly protocol: Token<Protocol>;
  readonly encoder: Token<Encoder>;
  readonly sampler: Token<Sampler>;
  readonly anchor: Token<Anchor>;
  readonly partner: Token<Partner>;
  readonly coefficient: Token<Coefficient>;
  readonly label: Token<Label>;
  readonly mixer: Token<Mixer>;
  readonly model: Token<Model>;
  readonly loss: Token<Loss>;
  readonly classWeights: Token<ClassWeights>;
  readonly adjustment: Token<Adjustment>;
  readonly weighter: Token<Learner>;
  readonly index: Token<ContributionIndex>;
  readonly constraint: Token<ContributionConstraint>;
  readonly hypergradient: Token<Hypergradient>;
  readonly optimizer: Token<Optimizer>;
  readonly metaOptimizer: Token<Optimizer>;
  readonly metric: Token<Metric>;
  /** The shape of the encoded features and the number of classes. */
  readonly modelInputs: Token<ModelInputs>;
  /** *Original* training counts of each class. */
  readonly classCounts: Token<readonly number[]>;
}

const named = <T>(name: string): Token<T> => token<T>(name);

export const tokens: Tokens = {
  dataset: named("dataset"),
  protocol: named("protocol"),
  encoder: named("encoder"),
  sampler: named("sampler"),
  anchor: named("anchor"),
  partner: named("partner"),
  coefficient: named("coefficient"),
  label: named("label"),
  mixer: named("mixer"),
  model: named("model"),
  loss: named("loss"),
  classWeights: named("classWeights"),
  adjustment: named("adjustment"),
  weighter: named("weighter"),
  index: named("index"),
  constraint: named("constraint"),
  hypergradient: named("hypergradient"),
  optimizer: named("optimizer"),
  metaOptimizer: named("metaOptimizer"),
  metric: named("metric"),
  modelInputs: named("modelInputs"),
  classCounts: named("classCounts"),
};

type Define<Role> = <const Name extends string, Shape extends z.ZodRawShape, const Deps extends readonly unknown[] = []>(
  spec: ComponentSpec<Role, Name, Shape, Deps>,
) => Component<Role, Name, Shape, Deps>;

export const defineDataset: Define<DatasetSource> = defineComponent<DatasetSource>();
export const defineProtocol: Define<Protocol> = defineComponent<Protocol>();
export const defineEncoder: Define<Encoder> = defineComponent<Encoder>();
export const defineSampler: Define<Sampler> = defineComponent<Sampler>();
export const defineAnchor: Define<Anchor> = defineComponent<Anchor>();
export const definePartner: Define<Partner> = defineComponent<Partner>();
export const defineCoefficient: Define<Coefficient> = defineComponent<Coefficient>();
export const defineLabel: Define<Label> = defineComponent<Label>();
export const defineMixer: Define<Mixer> = defineComponent<Mixer>();
export const defineModel: Define<Model> = defineComponent<Model>();
export const defineLoss: Define<Loss> = defineComponent<Loss>();
export const defineClassWeights: Define<ClassWeights> = defineComponent<ClassWeights>();
export const defineAdjustment: Define<Adjustment> = defineComponent<Adjustment>();
export const defineWeighter: Define<Learner> = defineComponent<Learner>();
export const defineIndex: Define<ContributionIndex> = defineComponent<ContributionIndex>();
export const defineConstraint: Define<ContributionConstraint> = defineComponent<ContributionConstraint>();
export const defineHypergradient: Define<Hypergradient> = defineComponent<Hypergradient>();
export const defineOptimizer: Define<Optimizer> = defineComponent<Optimizer>();
export const defineMetric: Define<Metric> = defineComponent<Metric>();

/** What the components of a role are: `Role<"loss">` is `Loss`. */
export type Role<Name extends keyof Tokens> = Tokens[Name] extends Token<infer Service> ? Service : never;

/** What a component package exports: one catalog for each of its roles. */
export type Catalogs<Names extends keyof Tokens> = { readonly [Name in Names]: Catalog<Role<Name>> };
