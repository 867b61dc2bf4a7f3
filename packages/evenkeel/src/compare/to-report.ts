import { nearDuplicates } from "@evenkeel/datasets";
import { conclude, type ConditionConclusion, type Curve, type FinishedTrial, type TrialResult } from "@evenkeel/experiment";
import type {
  Band,
  ComparisonReport,
  ContributionCurves,
  ExtremeRows,
  LearningCurves,
  LedgerRow,
  ReportedCell,
  ReportedMethod,
  SyntheticRow,
} from "@evenkeel/report";
import { type OpenedComparison, resultsOf } from "./compare.js";
import { mergeWarnings } from "./merge-warnings.js";
import { conclusionsOf, smallestVisible } from "./sentences.js";
import { learnedOf, noChanceSentences } from "./learned.js";
import type { PlannedMethod } from "./plan.js";

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

function ledgerOf(
  { comparison, plan }: OpenedComparison,
  finished: (condition: string, method: PlannedMethod) => FinishedTrial[],
): LedgerRow[] {
  return comparison.conditions.flatMap((condition) =>
    plan.methods.flatMap((method) => {
      const trial = finished(condition, method)[0];
      if (!trial || method.equalTo !== null) return [];
      const { train, synthetic, meta, validation } = trial.rows;
      const isUsed = (counts: readonly number[]) => counts.some((count) => count > 0);
      const wrong = trial.mislabelled.length;
      // What it was trained on is not known here.
      if (method.elsewhere === "scores") return [];
      const isOfNobody = trial.synthetic.every(({ parents }) => parents.length === 0);
      return [
        {
          condition,
          method: method.name,
          role: "train",
          classCounts: train,
          note: [`${method.rows.join(" and ")} rows`, wrong > 0 && `${wrong} of them mislabelled`].filter(Boolean).join(", "),
        },
        ...(isUsed(synthetic)
          ? [
              {
                condition,
                method: method.name,
                role: "synthetic",
                classCounts: synthetic,
                note: isOfNobody ? "made elsewhere; parents not known" : "parents in train only",
              },
            ]
          : []),
        ...(method.learns && isUsed(meta)
          ? [{ condition, method: method.name, role: "meta", classCounts: meta, note: "drives what is learned; disjoint from train" }]
          : []),
        ...(!method.rows.includes("validation") && isUsed(validation)
          ? [
              {
                condition,
                method: method.name,
                role: "validation",
                classCounts: validation,
                note: method.selects === null ? "looked at while training" : "decides which state is tested",
              },
            ]
          : []),
      ];
    }),
  );
}

function curvesOf(condition: string, method: string, trials: readonly FinishedTrial[]): LearningCurves[] {
  const names = ["train", "meta", "test"] as const;
  const steps = trials[0]?.curves["test"]?.steps ?? [];
  if (steps.length < 2) return [];
  const bands = names.flatMap((name) => {
    const curves = trials.flatMap((trial) => trial.curves[name] ?? []);
    return curves.length === 0 ? [] : [[name, bandOf(curves, steps.length)] as const];
  });
  return [{ condition, method, steps, ...Object.fromEntries(bands) }];
}

/** Mean over trials, lowest and highest trial. */
function bandOf(curves: readonly Curve[], length: number): Band {
  const at = (place: number) => curves.map(({ values }) => values[place]!).filter(Number.isFinite);
  const places = Array.from({ length }, (_, place) => at(place));
  return {
    mean: places.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
    low: places.map((values) => Math.min(...values)),
    high: places.map((values) => Math.max(...values)),
  };
}

function contributionsOf(condition: string, method: string, trials: readonly FinishedTrial[]): ContributionCurves[] {
  const steps = trials[0]?.contributionHistory?.steps;
  if (!steps) return [];
  const groups = [false, true].flatMap((mislabelled) => {
    const rows = trials.flatMap(({ synthetic, contributionHistory }) =>
      synthetic.flatMap((row, i) => (row.hasMislabelledParent === mislabelled ? [{ history: contributionHistory!.values, i }] : [])),
    );
    if (rows.length === 0) return [];
    const quantile = (share: number) =>
      steps.map((_, place) => {
        const sorted = rows.map(({ history, i }) => history[place]![i]!).sort((a, b) => a - b);
        return sorted[Math.round(share * (sorted.length - 1))]!;
      });
    return [
      {
        label: mislabelled ? "with a mislabelled parent" : "without a mislabelled parent",
        mislabelled,
        count: rows.length,
        band: { mean: quantile(0.5), low: quantile(0.25), high: quantile(0.75) },
      },
    ];
  });
  return [{ condition, method, steps, groups }];
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

/** @param mislabelling - conditions under which methods trained on labels that are not the true ones. */
function notesOf({ plan }: OpenedComparison, mislabelling: readonly string[]): string[] {
  const learnsFromMeta = plan.methods.filter(({ learns, control }) => learns !== null && control === null).map(({ title }) => title);
  return [
    "Equal information: in a trial every method is given the same labelled rows. Methods without a meta set train on train and meta rows together; those that learn from meta rows, and their controls, train on the train rows alone (the ledger has the counts).",
    ...(mislabelling.length > 0 && learnsFromMeta.length > 0
      ? [
          `Under ${mislabelling.join(" and ")}, meta rows carry their true labels, and methods that learn from them (${learnsFromMeta.join(", ")}) are built on that; the others train on the same rows without knowing which labels to trust.`,
        ]
      : []),
    ...elsewhereNotes(plan),
    duplicatesNote(plan),
    ...plan.notes,
    "Wins, ties and losses count trials in which the primary metric is better than, equal to, or worse than the reference's. They are not independent: trials share rows.",
    "Only contrasts declared before the run have p-values, corrected by Holm over all that were declared for a condition: one that could not be tested counts too. Intervals are of one difference each, not corrected for their number, and use the Nadeau–Bengio variance for overlapping training sets.",
  ];
}

/** What cannot be seen here of what other programs made. */
function elsewhereNotes({ methods }: OpenedComparison["plan"]): string[] {
  const titlesOf = (kind: PlannedMethod["elsewhere"]): string =>
    methods.flatMap(({ elsewhere, title, control }) => (elsewhere === kind && control === null ? [title] : [])).join(", ");
  const [scores, parts] = [titlesOf("scores"), titlesOf("parts")];
  return [
    ...(scores === ""
      ? []
      : [
          `Trained elsewhere: ${scores}. On which rows, and how its settings were chosen, is not known here; its scores are of the test rows of each trial, and what is measured at the prior of its loss takes that of the labels for it.`,
        ]),
    ...(parts === ""
      ? []
      : [
          `Made elsewhere, for the split of each trial by its hash: what ${parts} ${methods.filter(({ elsewhere, control }) => elsewhere === "parts" && control === null).length === 1 ? "is" : "are"} trained with. That no test row was looked at in making it cannot be seen here.`,
        ]),
  ];
}

/** Copies across splits make every method look better than it is. */
function duplicatesNote({ splits, dataset }: OpenedComparison["plan"]): string {
  const found = splits.map((split) => nearDuplicates(split, dataset));
  const [identical, near] = [
    found.reduce((sum, each) => sum + each.identical.length, 0),
    found.reduce((sum, each) => sum + each.near.length, 0),
  ];
  if (identical + near === 0)
    return "Train, meta and test rows are disjoint, and no test row of any trial is a copy or near-copy of a labelled one.";
  return `Train, meta and test rows are disjoint, but over the ${splits.length} trials ${identical} test rows equal a labelled row in every column and ${near} nearly do: the data set holds copies.`;
}
