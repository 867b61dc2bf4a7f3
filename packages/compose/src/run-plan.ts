import {
  type Awaited,
  awaitedBy,
  type Given,
  givenTo,
  type Declared,
  type DeclaredBy,
  filesOf,
  type Learned,
  type Phase,
  phasesOf,
  type RoleName,
  roles,
  tokenName,
  tokens,
} from "@evenkeel/core";
import type { ConfigTree } from "./compose-config.js";
import type { ConfigValue } from "./parse-value.js";
import type { CatalogsByRole, RunConfig } from "./run-config.js";
import { runSettings, type Setting, settingAt } from "./run-settings.js";

/** What a run does, told from its config alone. */
export interface RunPlan {
  readonly phases: ReadonlySet<Phase>;
  /** What is learned about training rows; null for nothing. */
  readonly learned: Learned | null;
  /** The roles that something reads: a phase of the run, or a component that gets them through `inject`. */
  readonly roles: ReadonlySet<string>;
  /** Whether something reads a role, a setting of its component, or a setting of the run, by path: `label`, `training.window`. */
  reads(path: string): boolean;
  /** What is read and has no effect beside the others, by path, each with the reason as a sentence. */
  readonly idle: ReadonlyMap<string, string>;
  /** Settings that wait for what another method of a comparison finds. */
  readonly awaited: readonly (Awaited & { readonly role: string })[];
  /** Settings with a value where what another method finds could stand. */
  readonly given: readonly (Given & { readonly role: string })[];
  /** Files that settings name and whose content counts, by path: `sampler.path`. */
  readonly files: readonly { readonly setting: string; readonly path: string }[];
  /** Whether it reads what other programs made for single splits. */
  readonly isOfSplits: boolean;
  /** What the chosen component of a role declares. */
  declared<Name extends RoleName>(role: Name): Declared<Name>;
}

/** Plans a run. Which phases it has follows from what its model and its weighter declare, and what is read from its phases. */
export function planRun(config: RunConfig, catalogs: CatalogsByRole): RunPlan {
  const chosen = new Map(
    Object.entries(config.components).map(([role, own]) => [role, { component: catalogs[role]!.get(own.name), own: own as never }]),
  );
  const declared: DeclaredBy = (role) => {
    const choice = chosen.get(role);
    return (choice ? choice.component.declares(choice.own, declared) : {}) as never;
  };
  const fits = declared("model").fits ?? false;
  const phases = phasesOf({ fits, learned: declared("weighter").learns ?? null });
  const learned = phases.has("meta") ? declared("weighter").learns! : null;
  const isRead = ({ readBy }: { readonly readBy: readonly Phase[] }) => readBy.some((phase) => phases.has(phase));
  const read = new Set<string>();
  const reach = (role: string): void => {
    if (!(role in config.components || role in config.lists) || read.has(role)) return;
    read.add(role);
    chosen.get(role)?.component.inject.map(tokenName).forEach(reach);
  };
  Object.entries(roles).forEach(([role, data]) => isRead(data) && reach(role));
  return {
    phases,
    learned,
    roles: read,
    reads(path) {
      const [first] = path.split(".") as [string];
      if (first in roles) return read.has(first);
      const setting = runSettings.get(path);
      return !setting || isRead(setting);
    },
    idle: idleIn(config, [...chosen], learned),
    given: [...chosen].flatMap(([role, { component, own }]) => givenTo(component, own).map((given) => ({ role, ...given }))),
    awaited: [...chosen].flatMap(([role, { component, own }]) => awaitedBy(component, own).map((awaited) => ({ role, ...awaited }))),
    files: [...chosen].flatMap(([role, { component, own }]) =>
      read.has(role) ? filesOf(component, own).map(({ setting, path }) => ({ setting: `${role}.${setting}`, path })) : [],
    ),
    isOfSplits: [...chosen].some(([role, { component }]) => read.has(role) && component.inject.includes(tokens.elsewhere)),
    declared,
  };
}

/** The settings of a run that something reads and that have an effect, as config nests them; `isKept` may leave out more. */
export function settingsRead(config: RunConfig, plan: RunPlan, isKept: (setting: Setting) => boolean = () => true): ConfigTree {
  const tree: Record<string, ConfigValue> = {};
  for (const [path, setting] of runSettings) {
    if (!plan.reads(path) || plan.idle.has(path) || !isKept(setting)) continue;
    const value = settingAt(config, path) as ConfigValue;
    const [group, key] = path.split(".") as [string, string | undefined];
    tree[group] = key === undefined ? value : { ...(tree[group] as ConfigTree), [key]: value };
  }
  return tree;
}

type Choices = readonly (readonly [string, { readonly component: ReturnType<CatalogsByRole[string]["get"]>; readonly own: never }])[];

/** Of its own settings a component says so itself, of others the one that leaves them idle, of the run's the table. */
function idleIn(config: RunConfig, chosen: Choices, learned: Learned | null): ReadonlyMap<string, string> {
  const reasons = [
    ...chosen.flatMap(([role, { component, own }]) => [
      ...Object.entries(component.idle(own)).map(([setting, because]) => [`${role}.${setting}`, because] as const),
      ...Object.entries(component.leavesIdle(own)),
    ]),
    ...[...runSettings].flatMap(([path, setting]) => [
      [path, setting.idle?.({ valueOf: (other) => settingAt(config, other), learned })] as const,
      ...Object.entries(setting.leavesIdle?.(settingAt(config, path)) ?? {}),
    ]),
  ];
  const idle = new Map(reasons.flatMap(([path, because]) => (because ? [[path, because] as const] : [])));
  // What is said of a role holds for its settings.
  for (const [role, { own }] of chosen)
    for (const setting of Object.keys(own)) if (idle.has(role)) idle.set(`${role}.${setting}`, idle.get(role)!);
  return idle;
}
