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
  defineAdjustment,
  defineAnchor,
  defineAugmenter,
  defineBatcher,
  defineClassWeights,
  defineCoefficient,
  defineCondition,
  defineConstraint,
  defineDataset,
  defineEncoder,
  defineHypergradient,
  defineImputer,
  defineIndex,
  defineLabel,
  defineLauncher,
  defineLoss,
  defineMetric,
  defineMixer,
  defineModel,
  defineOptimizer,
  definePartner,
  defineProtocol,
  defineSampler,
  defineSchedule,
  defineSelection,
  defineSink,
  defineStart,
  defineWeighter,
}: Definers = definers;
