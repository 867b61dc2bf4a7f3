import { type ConfigTree, settingsRead } from "@evenkeel/compose";
import { type RoleName, roles, UserError } from "@evenkeel/core";
import { hashOf } from "@evenkeel/experiment";
import { simplify } from "@evenkeel/samplers";
import type { UsedComponent } from "../workbench/code-hash.js";
import type { OpenedRun } from "../run/open-run.js";
import { effectiveConfig, runConfigOf } from "../run/run-files.js";
import type { PlannedMethod, Taken, OpenedPaper } from "./planned-method.js";

/** A method whose config and rows are in order. */
export interface OpenedMethod extends Pick<PlannedMethod, "name" | "title" | "note" | "written" | "control"> {
  /** What is run: without a sampler that changes nothing. */
  readonly run: OpenedRun;
  readonly asWritten: OpenedRun;
}

/** Says of each method which other it equals: a run is done once. */
export function describeAll(opened: readonly OpenedMethod[]): PlannedMethod[] {
  const known = new Map<OpenedMethod, { readonly settings: unknown; readonly identity: string; readonly takes: readonly Taken[] }>();
  /** The first method that is this very run. */
  const first = (identity: string) => opened.find((other) => known.get(other)?.identity === identity)!;
  const find = (wanted: string) => opened.find(({ name }) => name === wanted)!;
  // Those that take something come after those that find it.
  for (let left = opened; left.length > 0; left = left.filter((method) => !known.has(method))) {
    const ready = left.filter(({ run }) => run.plan.awaited.every(({ method }) => known.has(find(method))));
    if (ready.length === 0)
      throw new UserError(
        `methods: expected findings that some method has without others', got methods that take them of each other in a circle: ${left.map(({ name }) => name).join(", ")}. Write one of them out.`,
      );
    const described = ready.map((method) => {
      const takes = method.run.plan.awaited.map((awaited) => ({
        ...awaited,
        method: first(known.get(find(awaited.method))!.identity).name,
      }));
      const settings = effective(method.run, takes);
      return [method, { settings, identity: hashOf(settings), takes }] as const;
    });
    for (const [method, description] of described) known.set(method, description);
  }
  return opened.map((method, i): PlannedMethod => {
    const { name, title, note, written, run, control } = method;
    const { settings, identity, takes } = known.get(method)!;
    const same = first(identity);
    const unadjusted = hashOf(effective(run, takes, { name: run.bench.catalogs["adjustment"]!.neutral }));
    const adjusted =
      run.dataset.numClasses === 2 && unadjusted !== identity
        ? opened.slice(0, i).find((other) => known.get(other)!.identity === unadjusted)
        : undefined;
    return {
      name,
      title,
      note,
      written,
      identity,
      settings,
      equalTo: same === method ? null : same.name,
      adjusts: adjusted?.name ?? null,
      control,
      takes,
      files: shaOf(run),
      rows: run.rows,
      selects: chosenIn(run, "selection"),
      begins: chosenIn(run, "start"),
      elsewhere: run.task.model.given ? "scores" : run.plan.isOfSplits ? "parts" : null,
      isTrained: run.plan.phases.has("updates"),
      learns: run.trainings.findLast(({ plan }) => plan.learned)?.plan.learned?.what ?? null,
      papers: papersOf(run),
      components: componentsOf(run),
      config: run.config,
      effective: runConfigOf(method.asWritten),
    };
  });
}

/** The component that a training of a run reads for a role, unless it is the usual one. */
function chosenIn({ trainings, bench }: OpenedRun, role: "selection" | "start"): string | null {
  const { neutral } = bench.catalogs[role]!;
  const chosen = trainings.find(({ config, plan }) => plan.reads(role) && config.components[role]!.name !== neutral);
  return chosen?.config.components[role]!.name ?? null;
}

/** The part of a config that something reads, with the source in place of what another method finds. */
function effective(
  { config, dataset, positive, plan, rows, trainings, files }: OpenedRun,
  taken: readonly Taken[],
  adjustment: unknown = config.components["adjustment"],
): unknown {
  const components: Record<string, unknown> = Object.fromEntries(
    Object.entries(config.components).filter(([role]) => plan.reads(role) && !roles[role as RoleName].isPlace),
  );
  for (const { role, setting, method } of taken) components[role] = { ...(components[role] as object), [setting]: { from: method } };
  const { partner, label } = config.components;
  const simpler = plan.reads("partner") && plan.reads("label") ? simplify({ partner: partner!, label: label! }) : null;
  if (simpler) components["label"] = simpler.label;
  const settings = settingsRead(config, plan, ({ isPlace }) => !isPlace);
  return {
    components: { ...components, adjustment },
    lists: Object.fromEntries(Object.entries(config.lists).filter(([role]) => !roles[role as RoleName].isPlace)),
    ...settings,
    training: { ...(settings["training"] as ConfigTree), rows },
    positive: dataset.classNames[positive],
    // What a later stage alone reads, of its own config and of the run's.
    ...(trainings.length > 1 && { stages: trainings.slice(1).map(effectiveConfig) }),
    ...(files.length > 0 && { files: shaOf({ files }) }),
  };
}

const shaOf = ({ files }: Pick<OpenedRun, "files">): Record<string, string> =>
  Object.fromEntries(files.map(({ setting, sha256 }) => [setting, sha256]));

/** Of all its stages; what each run has of its own, as the condition, is no method's. */
function componentsOf({ trainings, config: { lists } }: OpenedRun): UsedComponent[] {
  const isOwn = (role: string): boolean => roles[role as RoleName].isPlace;
  const used = trainings.flatMap(({ config, plan }) =>
    Object.entries(config.components).flatMap(([role, { name }]) => (plan.reads(role) && !isOwn(role) ? [{ role, name }] : [])),
  );
  const listed = Object.entries(lists).flatMap(([role, chosen]) => (isOwn(role) ? [] : chosen.map(({ name }) => ({ role, name }))));
  return [...new Map([...used, ...listed].map((component) => [`${component.role}=${component.name}`, component])).values()];
}

function papersOf(run: OpenedRun): OpenedPaper[] {
  return componentsOf(run).flatMap(({ role, name }) => {
    const paper = roles[role as RoleName].many ? undefined : run.bench.catalogs[role]!.get(name).paper;
    return paper
      ? [
          {
            component: `${role}=${name}`,
            citation: `${paper.authors}, "${paper.title}", ${paper.venue}`,
            url: paper.url ?? null,
            reconstruction: paper.reconstruction ?? null,
          },
        ]
      : [];
  });
}
