import { expect, test } from "vitest";
import { parseComparison } from "./comparison-config.js";
import { conclude, mislabelledAuc } from "./conclude.js";
import type { FinishedTrial, TrialResult } from "./results.js";

const comparison = parseComparison({
  name: "x",
  title: "",
  question: "",
  tuning: "",
  reference: "plain",
  primary: "ap",
  conditions: ["clean", "planted"],
  methods: { plain: {}, a: {}, b: {} },
  contrasts: [
    ["a", "plain"],
    ["b", "plain"],
    ["a", "b"],
  ],
});

const finished = (ap: number, rest: Partial<FinishedTrial> = {}): FinishedTrial => ({
  status: "finished",
  hash: "",
  settings: "",
  positive: null,
  metrics: { ap },
  curves: {},
  rows: { train: [], synthetic: [], meta: [], validation: [], test: [] },
  lossPriors: [],
  synthetic: [],
  syntheticLosses: null,
  contributions: null,
  contributionHistory: null,
  mislabelled: [],
  updates: { done: 0, tested: 0 },
  seconds: 0,
  trackingRunId: null,
  warnings: [],
  ...rest,
});

const values: Record<string, number[]> = { plain: [0.5, 0.6, 0.7, 0.65], a: [0.56, 0.67, 0.74, 0.73], b: [0.5, 0.61, 0.7, 0.64] };
const options = {
  comparison,
  methods: [
    { name: "plain", equalTo: null },
    { name: "a", equalTo: null },
    { name: "b", equalTo: null },
    { name: "same", equalTo: "a" },
  ],
  metrics: { ap: { higherIsBetter: true } },
  results: (_condition: string, method: string): (TrialResult | null)[] => values[method]!.map((ap) => finished(ap)),
  design: { trainSize: 80, testSize: 20 },
  recoveries: [],
};

// SciPy 1.17: d = a − plain; t = mean/(sd·√(1/4 + 20/80)); p = 2·t.sf(|t|, 3)
test("contrasts have the corrected resampled t test, and Holm over the contrasts of a condition", () => {
  const [{ contrasts }] = conclude(options) as [ReturnType<typeof conclude>[number]];
  expect(contrasts[0]!.difference).toBeCloseTo(0.0625, 12);
  const d = [0.06, 0.07, 0.04, 0.08];
  const sd = Math.sqrt(d.reduce((sum, x) => sum + (x - 0.0625) ** 2, 0) / 3);
  // t(3)'s two-sided 5 % point is 3.182446.
  expect(contrasts[0]!.interval).toBeAllClose([0.0625 - 3.182446305 * sd * Math.sqrt(0.5), 0.0625 + 3.182446305 * sd * Math.sqrt(0.5)], {
    abs: 1e-8,
  });
  const p = contrasts.map((contrast) => contrast.p);
  const order = [...p.keys()].sort((i, j) => p[i]! - p[j]!);
  expect(contrasts[order[0]!]!.pHolm).toBeCloseTo(Math.min(1, 3 * p[order[0]!]!), 12);
  expect(contrasts[order[1]!]!.pHolm).toBeCloseTo(Math.min(1, Math.max(3 * p[order[0]!]!, 2 * p[order[1]!]!)), 12);
});

test("a method that is the same run has its values", () => {
  const [{ cells }] = conclude(options) as [ReturnType<typeof conclude>[number]];
  expect(cells[3]!.values["ap"]).toEqual(cells[1]!.values["ap"]);
});

test("wins, ties and losses count trials against the reference", () => {
  const [{ cells }] = conclude(options) as [ReturnType<typeof conclude>[number]];
  expect(cells.map(({ against }) => against)).toEqual([
    null,
    { wins: 4, ties: 0, losses: 0 },
    { wins: 1, ties: 2, losses: 1 },
    { wins: 4, ties: 0, losses: 0 },
  ]);
});

test("a failed trial leaves its pair out, and is named", () => {
  const results = (_: string, method: string): (TrialResult | null)[] =>
    values[method]!.map((ap, trial) =>
      method === "a" && trial === 1
        ? { status: "failed", hash: "", settings: "", reason: "the training loss became NaN at step 3", step: 3, trackingRunId: null }
        : finished(ap),
    );
  const [{ cells, contrasts }] = conclude({ ...options, results }) as [ReturnType<typeof conclude>[number]];
  expect(cells[1]!.failures).toEqual([{ trial: 1, reason: "the training loss became NaN at step 3" }]);
  expect(contrasts[0]!.perTrial[1]).toBeNull();
  expect(contrasts[0]!.difference).toBeCloseTo((0.06 + 0.04 + 0.08) / 3, 12);
});

test("identical columns are not tested: no p-value, never 0", () => {
  const [{ contrasts }] = conclude({ ...options, results: () => [0.5, 0.6, 0.7].map((ap) => finished(ap)) }) as [
    ReturnType<typeof conclude>[number],
  ];
  expect(contrasts.every(({ p, pHolm }) => Number.isNaN(p) && Number.isNaN(pHolm))).toBe(true);
});

test("recovery is the AUC of finding rows with a mislabelled parent, ties half", () => {
  const synthetic = [true, false, true, false].map((hasMislabelledParent) => ({ parents: [], hasMislabelledParent }));
  expect(mislabelledAuc({ synthetic }, [3, 1, 2, 2])).toBe((1 + 1 + 1 + 0.5) / 4);
  expect(mislabelledAuc({ synthetic: synthetic.map((row) => ({ ...row, hasMislabelledParent: false })) }, [1, 2, 3, 4])).toBeNull();
  const right = synthetic.map((row) => ({ ...row, hasMislabelledParent: false }));
  const results = (condition: string, method: string): (TrialResult | null)[] =>
    values[method]!.map((ap) =>
      finished(
        ap,
        method === "a"
          ? { synthetic: condition === "clean" ? right : synthetic, contributions: [0.1, 2, 0.2, 1], syntheticLosses: [1, 2, 3, 4] }
          : { synthetic: condition === "clean" ? right : synthetic, syntheticLosses: [4, 1, 3, 2] },
      ),
    );
  const [clean, planted] = conclude({ ...options, results, recoveries: [{ method: "a", frozen: "b" }] });
  expect(clean!.recovery).toEqual([]);
  expect(planted!.recovery[0]!.byContribution.mean).toBe(1);
  expect(planted!.recovery[0]!.byLoss!.mean).toBe(1);
});
