import type { Curve, FinishedTrial } from "@evenkeel/experiment";
import type { Band, ContributionCurves, LearningCurves } from "@evenkeel/report";

/** What was looked at while training, over trials; nothing where it was looked at once. */
export function curvesOf(condition: string, method: string, trials: readonly FinishedTrial[]): LearningCurves[] {
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

/** How the learned weights of synthetic rows moved: median and quartiles over rows of all trials, by whether a parent is mislabelled. */
export function contributionsOf(condition: string, method: string, trials: readonly FinishedTrial[]): ContributionCurves[] {
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
