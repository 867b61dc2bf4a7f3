import { conclude, type ConditionConclusion, type FinishedTrial, type TrialResult } from "@evenkeel/experiment";
import type { ComparisonReport, ExtremeRows, ReportedCell, ReportedMethod, SyntheticRow } from "@evenkeel/report";
import { type OpenedComparison, resultsOf } from "./open-comparison.js";
import { mergeWarnings } from "./merge-warnings.js";
import { conclusionsOf, smallestVisible } from "./sentences.js";
import { learnedOf, noChanceSentences } from "./learned.js";
import type { PlannedMethod } from "./planned-method.js";
import { ledgerOf } from "./ledger.js";
import { notesOf } from "./report-notes.js";
import { contributionsOf, curvesOf } from "./report-curves.js";

/** How many of the highest- and lowest-weighted synthetic rows are shown. */
const EXTREMES = 6;

/** Everything that a report says, from the results as they lie on disk. */
export function toReport(opened: OpenedComparison, engine: string, storage: ComparisonReport["storage"], date: Date): ComparisonReport {
  const { comparison, plan } = opened;
  const results = resultsOf(opened);
  const finished = (condition: string, method: PlannedMethod) =>
    results(condition, method.equalTo ?? method.name).filter((trial) => trial?.status === "finished") as FinishedTrial[];
  const learners = plan.methods.filter(({ learns, equalTo }) => learns === "contributions" && equalTo === null);
  const concluded = conclude({
    comparison,
    methods: plan.methods,
    metrics: plan.metrics,
    results,
    design: { trainSize: plan.splits[0]!.train.length + plan.splits[0]!.meta.length, testSize: plan.splits[0]!.test.length },
    recoveries: learners.map(({ name }) => ({
      method: name,
      frozen: plan.methods.find(({ control }) => control?.of === name && control.name === "frozen")?.name ?? null,
    })),
  });
  const reported = { conditions: concluded, plan, comparison };
  const learned = comparison.conditions.flatMap((condition) =>
    plan.methods
      .filter(({ learns, equalTo }) => learns !== null && equalTo === null)
      .flatMap((method) => learnedOf(condition, method.name, finished(condition, method))),
  );
  const noChance = noChanceSentences(learned, plan.numTrials, (name) => plan.methods.find((method) => method.name === name)!.title);
  return {
    title: comparison.title,
    question: comparison.question,
    engine,
    date: date.toISOString(),
    seed: plan.methods[0]!.config.seed,
    protocol: `${plan.protocol} ${plan.numTrials === 1 ? "1 trial" : `${plan.numTrials} trials`}. ${selectionSentence(plan.methods)}`,
    settings: `${settingsLine(plan.methods)} ${comparison.tuning}`,
    dataset: {
      name: plan.dataset.name,
      digest: plan.dataset.digest,
      classes: plan.dataset.classNames.map((name, label) => ({ name, count: plan.dataset.labels.filter((own) => own === label).length })),
      ...(plan.dataset.numClasses === 2 && {
        positive: {
          name: plan.dataset.classNames[plan.positive]!,
          isSet: plan.methods[0]!.config.positive !== null,
          ...(plan.isTie && { isTie: true }),
        },
      }),
    },
    trials: plan.numTrials,
    level: comparison.level,
    metrics: Object.entries(plan.metrics).map(([key, described]) => ({ key, ...described })),
    primary: comparison.primary,
    reference: comparison.reference,
    conditions: comparison.conditions.map((name) => ({ name, description: plan.conditions[name]!.description })),
    methods: [
      ...plan.methods.map((method) => toMethod(method, warningsOf(opened, method, results))),
      ...plan.impossible.map(({ name, title, note, controlOf }) => ({
        name,
        label: title,
        description: note,
        ...(controlOf !== null && { controlOf }),
      })),
    ],
    cells: [
      ...concluded.flatMap((condition) =>
        condition.cells.map((cell) =>
          toCell(
            condition,
            cell,
            plan.methods.find(({ name }) => name === cell.method)!,
          ),
        ),
      ),
      ...comparison.conditions.flatMap((condition) =>
        plan.impossible.map(({ name, reason }) => ({ condition, method: name, status: "impossible" as const, values: {}, reason })),
      ),
    ],
    contrasts: concluded.flatMap(({ condition, contrasts }) =>
      contrasts.map(({ notTested, ...contrast }) => ({
        condition,
        ...contrast,
        significant: contrast.pHolm < 1 - comparison.level,
        ...(notTested !== null && { notTested }),
      })),
    ),
    smallestVisibleDifference: smallestVisible(reported),
    conclusions: [...noChance, ...conclusionsOf(reported)],
    ledger: ledgerOf(opened, finished),
    recovery: concluded.flatMap(({ condition, recovery }) =>
      recovery.map(({ method, byContribution, byLoss }) => ({ condition, method, byContribution, ...(byLoss && { byLoss }) })),
    ),
    learned,
    learningCurves: comparison.conditions.flatMap((condition) =>
      plan.methods
        .filter(({ equalTo }) => equalTo === null)
        .flatMap((method) => curvesOf(condition, method.name, finished(condition, method))),
    ),
    contributions: comparison.conditions.flatMap((condition) =>
      learners.flatMap((method) => contributionsOf(condition, method.name, finished(condition, method))),
    ),
    extremes: comparison.conditions.flatMap((condition) =>
      learners.flatMap((method) => extremesOf(opened, condition, method.name, results(condition, method.name))),
    ),
    notes: notesOf(
      opened,
      comparison.conditions.filter((condition) =>
        plan.methods.some((method) => finished(condition, method).some(({ mislabelled }) => mislabelled.length > 0)),
      ),
    ),
    storage,
  };
}

/** Which state of each model is tested. */
function selectionSentence(methods: readonly PlannedMethod[]): string {
  const chosen = methods.filter(({ selects, equalTo }) => selects !== null && equalTo === null);
  if (chosen.length === 0) return "The last state of each model is tested: nothing is selected.";
  const others = methods.some(({ selects, isTrained, equalTo }) => selects === null && isTrained && equalTo === null);
  const names = [...new Set(chosen.map(({ selects }) => selects!))];
  const texts = names.map(
    (name) =>
      `the state that selection ${name} chooses (${chosen.flatMap(({ selects, title }) => (selects === name ? [title] : [])).join(", ")})`,
  );
  return `Of each model is tested ${texts.join(", ")}${others ? ", of the others the last" : ""}.`;
}

/** Model, optimizer and length of training of every method that is trained; which methods have which, if they differ. */
function settingsLine(methods: readonly PlannedMethod[]): string {
  const trained = methods.filter(({ isTrained, equalTo }) => isTrained && equalTo === null);
  const groups = new Map<string, PlannedMethod[]>();
  for (const method of trained.length > 0 ? trained : methods)
    groups.set(settingsOf(method), [...(groups.get(settingsOf(method)) ?? []), method]);
  if (groups.size === 1) return `One setting for all methods: ${[...groups.keys()][0]}.`;
  return `The methods have different settings: ${[...groups].map(([settings, own]) => `${own.map(({ title }) => title).join(", ")}: ${settings}`).join("; ")}.`;
}

function settingsOf({ config: { components, training, stages, ensemble }, begins, takes }: PlannedMethod): string {
  const say = (role: string) => {
    const { name, ...settings } = components[role]!;
    return `${role} ${name} (${Object.entries(settings)
      .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
      .join(", ")})`;
  };
  const more = [
    ...(begins === null ? [] : [`begun with ${takes.find(({ what }) => what === "model")?.method ?? begins}`]),
    ...(training.moves === "all" ? [] : [`the ${training.moves} alone moves`]),
    ...stages.map((stage) => `then a stage with ${JSON.stringify(stage).replaceAll(/"/g, "").replaceAll(",", ", ").replaceAll(":", ": ")}`),
    ...(ensemble.members > 1 ? [`the mean of ${ensemble.members} members`] : []),
  ]
    .map((words) => `, ${words}`)
    .join("");
  return `${say("model")}, ${say("optimizer")}, ${training.epochs === null ? `${training.updates} updates` : `${training.epochs} epochs`} of ${training.batchSize} natural rows${more}`;
}

function toMethod({ name, title, note, control, equalTo, adjusts, papers }: PlannedMethod, warnings: readonly string[]): ReportedMethod {
  const same =
    equalTo !== null
      ? { method: equalTo, why: "the same run", rankingOnly: false }
      : adjusts !== null
        ? { method: adjusts, why: "only the logits of the same model are shifted, by the same amount in every row", rankingOnly: true }
        : null;
  return {
    name,
    label: title,
    description: note,
    ...(control && { controlOf: control.of }),
    ...(same && { equalTo: same }),
    ...(warnings.length > 0 && { warnings }),
    papers: control
      ? []
      : papers.map(({ citation, url, reconstruction }) => ({
          citation,
          ...(url !== null && { url }),
          ...(reconstruction !== null && { reconstruction }),
        })),
  };
}

/** Those of an equal method stand with that method. */
function warningsOf(
  { comparison }: OpenedComparison,
  { name, equalTo }: PlannedMethod,
  results: (condition: string, method: string) => (TrialResult | null)[],
): string[] {
  if (equalTo !== null) return [];
  return mergeWarnings(
    comparison.conditions.map((condition) => ({
      condition,
      trials: results(condition, name).map((trial) => (trial?.status === "finished" ? trial.warnings : null)),
    })),
  );
}

function toCell(
  { condition }: ConditionConclusion,
  { method, values, failures, against }: ConditionConclusion["cells"][number],
  { equalTo }: PlannedMethod,
): ReportedCell {
  const isFailed = Object.values(values).every(({ mean }) => Number.isNaN(mean));
  return {
    condition,
    method,
    status: equalTo !== null ? "equal" : isFailed ? "failed" : "ok",
    values,
    ...(failures.length > 0 && { failures }),
    ...(against && { against }),
  };
}

function extremesOf({ plan }: OpenedComparison, condition: string, method: string, trials: readonly (TrialResult | null)[]): ExtremeRows[] {
  const trial = trials.findIndex((result) => result?.status === "finished");
  const result = trials[trial];
  if (result?.status !== "finished" || !result.contributions) return [];
  const wrong = new Set(result.mislabelled);
  const row = (i: number): SyntheticRow => {
    const { parents } = result.synthetic[i]!;
    return {
      row: i,
      weight: result.contributions![i]!,
      ...(parents[0] && { lambda: parents[0].share }),
      parents: parents.map(({ row: rowId, share }) => ({
        rowId,
        share,
        label: plan.dataset.classNames[plan.dataset.labels[rowId]!]!,
        mislabelled: wrong.has(rowId),
      })),
    };
  };
  const order = [...result.contributions.keys()].sort((a, b) => result.contributions![b]! - result.contributions![a]!);
  return [{ condition, method, trial, highest: order.slice(0, EXTREMES).map(row), lowest: order.slice(-EXTREMES).reverse().map(row) }];
}
