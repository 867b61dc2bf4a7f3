import { randomState } from "@evenkeel/core";
import type {
  Band,
  ComparisonReport,
  ContributionCurves,
  LearningCurves,
  ReportedCell,
  ReportedContrast,
  ReportedMethod,
  ReportedMetric,
  Summary,
  SyntheticRow,
} from "../src/index.js";

const TRIALS = 10;
const STEPS = Array.from({ length: 31 }, (_, i) => i * 50);

const metrics: readonly ReportedMetric[] = [
  { key: "average_precision_at_ratio", label: "AP at 20:1", higherIsBetter: true, rankingOnly: true },
  { key: "average_precision", label: "AP at natural prevalence", higherIsBetter: true, rankingOnly: true },
  { key: "roc_auc", label: "ROC-AUC", higherIsBetter: true, rankingOnly: true },
  { key: "log_loss_at_ratio", label: "log-loss at 20:1", higherIsBetter: false, rankingOnly: false },
  { key: "brier_at_ratio", label: "Brier at 20:1", higherIsBetter: false, rankingOnly: false },
  { key: "balanced_accuracy_at_half", label: "balanced accuracy at 0.5", higherIsBetter: true, rankingOnly: false },
  { key: "balanced_accuracy_at_prior", label: "balanced accuracy at the loss prior", higherIsBetter: true, rankingOnly: false },
  { key: "balanced_accuracy_at_label_prior", label: "balanced accuracy at the label prior", higherIsBetter: true, rankingOnly: false },
  { key: "geometric_mean_at_half", label: "G-mean at 0.5", higherIsBetter: true, rankingOnly: false },
  { key: "geometric_mean_at_prior", label: "G-mean at the loss prior", higherIsBetter: true, rankingOnly: false },
  { key: "geometric_mean_at_label_prior", label: "G-mean at the label prior", higherIsBetter: true, rankingOnly: false },
];

const methods: readonly ReportedMethod[] = [
  { name: "logistic-regression", label: "logistic regression", description: "the floor: fitted to the optimum" },
  { name: "plain", label: "plain", description: "cross-entropy, nothing else" },
  {
    name: "logit-adjustment",
    label: "plain + logit adjustment",
    description: "post hoc",
    equalTo: { method: "plain", why: "with two classes adding a constant to a logit leaves the ranking as it is.", rankingOnly: true },
    papers: [
      { citation: "A. K. Menon et al., Long-tail learning via logit adjustment, ICLR 2021", url: "https://arxiv.org/abs/2007.07314" },
    ],
  },
  { name: "random-over-sampling", label: "random over-sampling", description: "minority rows repeated up to the majority" },
  { name: "smote", label: "SMOTE", description: "266 rows between minority neighbours" },
  { name: "class-weights", label: "class weights", description: "inverse frequency" },
  {
    name: "reweighting",
    label: "learning to reweight",
    description: "weights of real rows, from meta rows",
    papers: [
      {
        citation: "M. Ren et al., Learning to reweight examples for robust deep learning, ICML 2018",
        url: "https://arxiv.org/abs/1803.09050",
      },
    ],
  },
  {
    name: "reweighting.train-only",
    label: "learning to reweight, train only",
    description: "plain on the rows that are left for training",
    controlOf: "reweighting",
  },
  {
    name: "learned",
    label: "learned contributions",
    description: "weights of SMOTE rows, learned on meta rows",
    papers: [
      {
        citation: "Imbalanced classification via explicit gradient learning from augmented data, 2022",
        url: "https://arxiv.org/abs/2202.10550",
        reconstruction: "the constraint on the contributions.",
      },
    ],
  },
  { name: "learned.frozen", label: "learned contributions, frozen", description: "the same rows, learning off", controlOf: "learned" },
  {
    name: "learned.permuted",
    label: "learned contributions, permuted",
    description: "final weights shuffled within the class",
    controlOf: "learned",
  },
  {
    name: "learned.uniform-mass",
    label: "learned contributions, uniform mass",
    description: "every synthetic row gets the mean weight",
    controlOf: "learned",
    equalTo: { method: "learned.frozen", why: "the mean weight is 1 by the constraint.", rankingOnly: false },
  },
];

const contrastPairs = [
  ["learned", "learned.frozen"],
  ["learned.frozen", "smote"],
  ["learned", "smote"],
  ["reweighting", "reweighting.train-only"],
  ["reweighting", "smote"],
  ["smote", "plain"],
] as const;

/** A comparison like the main job with invented numbers: a report to look at and to test with. */
export function fakeComparison(): ComparisonReport {
  const rng = randomState(7);
  const difficulty = Array.from({ length: TRIALS }, () => 0.05 * rng.normal());
  const level: Readonly<Record<string, number>> = {
    "logistic-regression": 0.875,
    plain: 0.872,
    "random-over-sampling": 0.852,
    smote: 0.83,
    "class-weights": 0.868,
    reweighting: 0.846,
    "reweighting.train-only": 0.84,
    learned: 0.834,
  };
  const summaryOf = (center: number, sd: number): Summary => summarize(difficulty.map((shift) => clip(center + shift + sd * rng.normal())));
  const cell = (condition: string, method: ReportedMethod): ReportedCell => {
    const center = (level[method.equalTo?.method ?? method.name] ?? 0.825) - (condition === "planted" ? 0.04 : 0);
    const values = Object.fromEntries(
      metrics.map(({ key, higherIsBetter }) => [
        key,
        summaryOf(higherIsBetter ? center + (key.endsWith("ratio") ? 0 : 0.06) : 0.12, higherIsBetter ? 0.012 : 0.02),
      ]),
    );
    const against = { wins: Math.round(9 * rng.double()), ties: 0, losses: 0 };
    return {
      condition,
      method: method.name,
      status: method.equalTo && !method.equalTo.rankingOnly ? "equal" : "ok",
      values,
      ...(method.name !== "plain" && { against: { ...against, losses: TRIALS - against.wins } }),
    };
  };
  const conditions = [
    { name: "clean", description: "Labels as they are." },
    {
      name: "planted",
      description:
        "4 of the 200 benign training rows, drawn by the trial’s seed, are labelled malignant wherever they are used; meta and test stay clean.",
    },
  ];
  const cells = conditions.flatMap(({ name }) => methods.map((method) => cell(name, method)));
  return {
    title: "Re-weighting and meta-learned augmentation on breast cancer",
    question:
      "Does re-weighting or meta-learned augmentation help a classifier that sees few minority examples, and is it the learning that helps?",
    engine: "wasm with SIMD, 1 thread for each of 2 workers",
    date: "2026-11-21T09:00:00Z",
    seed: 0,
    protocol:
      "2 repeats of stratified 5-fold: 10 trials. The test rows are the fold at natural prevalence. Of the other rows 280 benign and 14 malignant are labelled, the rest is not used. Meta methods train on 200 + 10 and learn on 80 + 4; all others train on all 280 + 14.",
    settings:
      "MLP 30-64-2, relu, Adam with learning rate 0.001, 32 natural rows a batch, 1,500 updates, no weight decay. Chosen once for plain on development seeds from 1000 on; nothing was tuned for any other method.",
    dataset: {
      name: "breast-cancer",
      digest: "6f3b1c0d9e5f4a2b",
      classes: [
        { name: "benign", count: 357 },
        { name: "malignant", count: 212 },
      ],
    },
    trials: TRIALS,
    level: 0.95,
    metrics,
    primary: "average_precision_at_ratio",
    reference: "plain",
    conditions,
    methods,
    cells,
    contrasts: conditions.flatMap(({ name }) => contrastPairs.map(([a, b], i) => contrast(name, a, b, cells, i))),
    smallestVisibleDifference: {
      value: 0.047,
      power: 0.8,
      explanation:
        "Each of the 12 contrasts would find a true difference in AP at 20:1 of 0.047 with a probability of at least 0.8. Smaller differences may be there and not be seen.",
    },
    conclusions: [
      "No declared contrast is significant under either condition: on this data set, with this protocol, ten trials do not tell whether learning the contributions helps.",
      "An interval that holds zero does not show that two methods are the same: it holds differences of several points of average precision in both directions.",
    ],
    ledger: [
      { method: "plain", role: "train", classCounts: [280, 14] },
      { method: "smote", role: "train", classCounts: [280, 14] },
      { method: "smote", role: "synthetic", classCounts: [0, 266], note: "parents in train only" },
      { method: "learned", role: "train", classCounts: [200, 10] },
      { method: "learned", role: "synthetic", classCounts: [0, 190], note: "parents in train only" },
      { method: "learned", role: "meta", classCounts: [80, 4], note: "batches of 4 rows a class" },
      { method: "plain", role: "test", classCounts: [71, 43], note: "natural prevalence; one fold more or less" },
    ],
    recovery: [
      {
        condition: "planted",
        method: "learned",
        byContribution: summarize(difficulty.map((shift) => 0.58 + shift)),
        byLoss: summarize(difficulty.map((shift) => 0.92 + shift / 3)),
      },
    ],
    learningCurves: conditions.flatMap(({ name }) =>
      methods.filter(({ equalTo }) => !equalTo).map(({ name: method }, i) => curves(name, method, i)),
    ),
    contributions: conditions.map(({ name }) => contributionCurves(name)),
    extremes: [
      { condition: "planted", method: "learned", trial: 0, highest: rows(rng.double(), 1.9, false), lowest: rows(rng.double(), 0.3, true) },
    ],
    notes: [
      "Only methods with meta rows know that the meta rows are clean.",
      "plain + logit adjustment has the ranking of plain by construction.",
    ],
    storage: {
      description: "The runs are stored in MLflow’s layout under runs/main.",
      commands: ["MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri runs/main/mlruns"],
    },
  };
}

function summarize(perTrial: readonly number[]): Summary {
  const mean = perTrial.reduce((sum, value) => sum + value, 0) / perTrial.length;
  const sd = Math.sqrt(perTrial.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (perTrial.length - 1));
  const half = 2.262 * sd * Math.sqrt(1 / perTrial.length + 114 / 294);
  return { mean, interval: [mean - half, mean + half], perTrial };
}

function contrast(condition: string, a: string, b: string, cells: readonly ReportedCell[], index: number): ReportedContrast {
  const trialsOf = (method: string): readonly (number | null)[] =>
    cells.find((cell) => cell.condition === condition && cell.method === method)!.values["average_precision_at_ratio"]!.perTrial;
  const summary = summarize(trialsOf(a).map((value, trial) => value! - trialsOf(b)[trial]!));
  const significant = index === 5 && condition === "clean";
  return {
    condition,
    a,
    b,
    difference: summary.mean,
    interval: summary.interval,
    p: significant ? 0.0004 : 0.2 + index / 20,
    pHolm: significant ? 0.0024 : 1,
    significant,
    perTrial: summary.perTrial,
    detectable: (summary.interval[1]! - summary.mean!) * 1.45,
  };
}

function curves(condition: string, method: string, index: number): LearningCurves {
  const band = (floor: number, start: number, rate: number, rise = 0): Band => {
    const mean = STEPS.map((step) => floor + start * Math.exp((-step * rate) / 300) + (rise * step) / 1500);
    return { mean, low: mean.map((value) => value * 0.8), high: mean.map((value) => value * 1.25) };
  };
  return {
    condition,
    method,
    steps: STEPS,
    train: band(0.002 + index * 0.0004, 0.68, 2),
    ...(method.startsWith("learned") && { meta: band(0.05, 0.64, 1.2, 0.05) }),
    test: band(0.07, 0.6, 1.5, 0.06),
  };
}

function contributionCurves(condition: string): ContributionCurves {
  const band = (end: number, spread: number): Band => {
    const mean = STEPS.map((step) => 1 + ((end - 1) * step) / 1500);
    return { mean, low: mean.map((value, i) => value - (spread * i) / 30), high: mean.map((value, i) => value + (spread * i) / 30) };
  };
  const natural = { label: "without a mislabelled parent", mislabelled: false, count: 1900, band: band(1.04, 0.3) };
  return {
    condition,
    method: "learned",
    steps: STEPS,
    groups:
      condition === "clean"
        ? [natural]
        : [natural, { label: "with a mislabelled parent", mislabelled: true, count: 640, band: band(0.86, 0.35) }],
  };
}

function rows(start: number, weight: number, mislabelled: boolean): SyntheticRow[] {
  return Array.from({ length: 5 }, (_, i) => ({
    row: Math.floor(start * 100) + 7 * i,
    weight: weight * (1 + i / 20),
    lambda: 0.62,
    parents: [
      { rowId: 51 + i, label: "malignant", share: 0.62, mislabelled: false },
      { rowId: 233 + 11 * i, label: mislabelled ? "benign" : "malignant", share: 0.38, mislabelled },
    ],
  }));
}

const clip = (value: number): number => Math.min(1, Math.max(0, value));
