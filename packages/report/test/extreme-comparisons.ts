import type { ComparisonReport, ReportedCell, ReportedContrast, ReportedMethod, Summary } from "../src/index.js";
import { fakeComparison } from "./fake-comparison.js";

const base = fakeComparison();
const undefinedSummary: Summary = {
  mean: Number.NaN,
  interval: [Number.NaN, Number.NaN],
  perTrial: Array.from({ length: 10 }, () => null),
};

/** Text that would run, or break out of its place, were it not escaped. */
export const HOSTILE = `<script>alert("1")</script> & 'x' "><img src=x onerror=alert(1)> | \`code\` \\ $_{}^~ \u001b[31mred`;

/** Reports at the edges of what a comparison may give. */
export const extremes: Readonly<Record<string, ComparisonReport>> = {
  "a usual comparison": base,
  "one method, one condition, nothing learned": bare(),
  "sixty methods with long names": many(60),
  "three classes": {
    ...base,
    dataset: { ...base.dataset, classes: [...base.dataset.classes, { name: "borderline, not otherwise specified", count: 3 }] },
    ledger: base.ledger.map((row) => ({ ...row, classCounts: [...row.classCounts, 7] })),
  },
  "failed trials": failed(),
  "only undefined numbers": nothingDefined(),
  "hostile names": hostile(),
};

function bare(): ComparisonReport {
  const none = { contrasts: [], ledger: [], notes: [], conclusions: [], recovery: [], learningCurves: [], contributions: [], extremes: [] };
  return {
    ...base,
    ...none,
    conditions: [base.conditions[0]!],
    methods: [base.methods[1]!],
    cells: [base.cells[1]!],
    storage: { description: "", commands: [] },
  };
}

function many(count: number): ComparisonReport {
  const methods = Array.from({ length: count }, (_, i): ReportedMethod => ({
    name: `method-${i}`,
    label: `a method with a name that goes on and on and on, number ${i + 1} of ${count}`,
    description: "",
  }));
  return {
    ...base,
    reference: "method-0",
    methods,
    cells: base.conditions.flatMap(({ name }) =>
      methods.map((method, i): ReportedCell => ({ ...base.cells[i % 8]!, condition: name, method: method.name, status: "ok" })),
    ),
    contrasts: base.contrasts.map((contrast, i): ReportedContrast => ({ ...contrast, a: `method-${i + 1}`, b: "method-0" })),
    learningCurves: base.conditions.flatMap(({ name }) =>
      methods.map((method) => ({ ...base.learningCurves![0]!, condition: name, method: method.name })),
    ),
  };
}

function failed(): ComparisonReport {
  const reason = "train/loss became NaN at step 120. Lower the learning rate, or look for extreme values in the data.";
  const failures = Array.from({ length: 10 }, (_, trial) => ({ trial, reason }));
  return {
    ...base,
    cells: base.cells.map((cell): ReportedCell => {
      if (cell.method === "smote") return { ...cell, status: "failed", values: {}, failures };
      return cell.method === "class-weights"
        ? {
            ...cell,
            failures: failures.slice(0, 2),
            values: Object.fromEntries(Object.entries(cell.values).map(([key, summary]) => [key, withoutTwo(summary)])),
          }
        : cell;
    }),
    contrasts: base.contrasts.map((contrast) => (contrast.b === "smote" ? undefinedContrast(contrast) : contrast)),
  };
}

/** As if the first two trials had failed. */
function withoutTwo(summary: Summary): Summary {
  return { ...summary, perTrial: summary.perTrial.map((value, trial) => (trial < 2 ? null : value)) };
}

function nothingDefined(): ComparisonReport {
  const band = { mean: [null, null], low: [null, null], high: [null, null] };
  return {
    ...base,
    cells: base.cells.map((cell) => ({
      ...cell,
      values: Object.fromEntries(Object.keys(cell.values).map((key) => [key, undefinedSummary])),
    })),
    contrasts: base.contrasts.map(undefinedContrast),
    smallestVisibleDifference: { ...base.smallestVisibleDifference, value: Number.NaN },
    recovery: [{ condition: "planted", method: "learned", byContribution: undefinedSummary }],
    learningCurves: [{ condition: "clean", method: "plain", steps: [0, 50], train: band, test: band }],
  };
}

function undefinedContrast(contrast: ReportedContrast): ReportedContrast {
  return {
    ...contrast,
    difference: Number.NaN,
    interval: [Number.NaN, Number.NaN],
    p: Number.NaN,
    pHolm: Number.NaN,
    significant: false,
    perTrial: [],
    notTested: "no trial has a value of both",
    detectable: Number.NaN,
  };
}

/** Every text of the report is hostile; names, which link its parts, stay the same among themselves. */
function hostile(): ComparisonReport {
  const spoil = (value: unknown): unknown => {
    if (typeof value === "string" && value !== "ok" && value !== "equal") return value + HOSTILE;
    if (Array.isArray(value)) return value.map(spoil);
    return typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spoil(each)]))
      : value;
  };
  const spoiled = spoil(base) as ComparisonReport;
  return { ...spoiled, metrics: spoiled.metrics.map((metric, i) => ({ ...metric, key: base.metrics[i]!.key })), primary: base.primary };
}
