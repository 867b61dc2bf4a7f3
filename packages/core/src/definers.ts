import type { z } from "zod";
import { type Component, type ComponentSpec, defineComponent } from "./component.js";
import { type RoleName, roles } from "./roles.js";

type Define<Role extends RoleName> = <const Name extends string, Shape extends z.ZodRawShape, const Deps extends readonly unknown[] = []>(
  spec: ComponentSpec<Role, Name, Shape, Deps>,
) => Component<Role, Name, Shape, Deps>;

type Definers = { readonly [Role in RoleName as `define${Capitalize<Role>}`]: Define<Role> };

const definers = Object.fromEntries(
  (Object.keys(roles) as RoleName[]).map((role) => [
    `define${role[0]!.toUpperCase()}${role.slice(1)}`,
    (spec: never) => defineComponent(role, spec),
  ]),
) as unknown as Definers;

/** One for each role that has components of its own. */
export const {
  /** Defines a component of the role `adjustment`: types follow from the literal. */
  defineAdjustment,
  /** Defines a component of the role `anchor`: types follow from the literal. */
  defineAnchor,
  /** Defines a component of the role `augmenter`: types follow from the literal. */
  defineAugmenter,
  /** Defines a component of the role `batcher`: types follow from the literal. */
  defineBatcher,
  /** Defines a component of the role `classWeights`: types follow from the literal. */
  defineClassWeights,
  /** Defines a component of the role `coefficient`: types follow from the literal. */
  defineCoefficient,
  /** Defines a component of the role `condition`: types follow from the literal. */
  defineCondition,
  /** Defines a component of the role `constraint`: types follow from the literal. */
  defineConstraint,
  /** Defines a component of the role `dataset`: types follow from the literal. */
  defineDataset,
  /** Defines a component of the role `encoder`: types follow from the literal. */
  defineEncoder,
  /** Defines a component of the role `hypergradient`: types follow from the literal. */
  defineHypergradient,
  /** Defines a component of the role `imputer`: types follow from the literal. */
  defineImputer,
  /** Defines a component of the role `index`: types follow from the literal. */
  defineIndex,
  /** Defines a component of the role `label`: types follow from the literal. */
  defineLabel,
  /** Defines a component of the role `launcher`: types follow from the literal. */
  defineLauncher,
  /** Defines a component of the role `loss`: types follow from the literal. */
  defineLoss,
  /** Defines a component of the role `metric`: types follow from the literal. */
  defineMetric,
  /** Defines a component of the role `mixer`: types follow from the literal. */
  defineMixer,
  /** Defines a component of the role `model`: types follow from the literal. */
  defineModel,
  /** Defines a component of the role `optimizer`: types follow from the literal. */
  defineOptimizer,
  /** Defines a component of the role `partner`: types follow from the literal. */
  definePartner,
  /** Defines a component of the role `protocol`: types follow from the literal. */
  defineProtocol,
  /** Defines a component of the role `sampler`: types follow from the literal. */
  defineSampler,
  /** Defines a component of the role `schedule`: types follow from the literal. */
  defineSchedule,
  /** Defines a component of the role `selection`: types follow from the literal. */
  defineSelection,
  /** Defines a component of the role `sink`: types follow from the literal. */
  defineSink,
  /** Defines a component of the role `start`: types follow from the literal. */
  defineStart,
  /** Defines a component of the role `weighter`: types follow from the literal. */
  defineWeighter,
}: Definers = definers;
