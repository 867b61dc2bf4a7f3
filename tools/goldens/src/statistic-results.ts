import * as s from "@evenkeel/statistics";

/** A number or nested lists of them. */
export type Numbers = number | readonly Numbers[];
export type Results = Readonly<Record<string, Numbers>>;

/** All that any case may give; each runner reads what its test has. */
export interface Inputs {
  readonly test: string;
  readonly a: number[];
  readonly b: number[];
  readonly x: number[];
  readonly p: number[];
  readonly scores: number[][];
  readonly groups: number[][];
  readonly alternative: s.Alternative;
  readonly zero_method: "wilcox" | "pratt" | "zsplit";
  readonly correction: boolean;
  readonly method: "exact" | "asymptotic";
  readonly family: "normal" | "student_t" | "chi2" | "f";
  readonly df: number & number[];
  readonly contrasts: [number, number][];
  readonly n_train: number;
  readonly n_test: number;
  readonly level: number;
  readonly rope: number;
  readonly alpha: number;
  readonly k: number[];
  readonly n_datasets: number;
  readonly J: number;
  readonly sd: number;
  readonly ratio: number;
  readonly power: number;
  readonly difference: number[];
}

const column = (scores: number[][], j: number): number[] => scores.map((row) => row[j]!);

const runners: Readonly<Record<string, (inputs: Inputs) => Results>> = {
  paired_t({ a, b, alternative }) {
    const { t, df, p, interval } = s.pairedT(a, b, { alternative });
    return { t, df, p, ci95: interval };
  },
  welch_t({ a, b }) {
    const { t, df, p } = s.welchT(a, b);
    return { t, df, p };
  },
  wilcoxon_asymptotic({ a, b, alternative, zero_method, correction }) {
    return signedRank(s.wilcoxonAsymptotic(a, b, { alternative, zeroMethod: zero_method, continuity: correction }), alternative);
  },
  wilcoxon_exact: ({ a, b, alternative }) => signedRank(s.wilcoxonExact(a, b, alternative), alternative),
  wilcoxon_permutation({ a, b }) {
    const { wPlus, wMinus, p } = s.wilcoxonPermutation(a, b);
    return { w_plus: wPlus, w_minus: wMinus, p };
  },
  sign_flip_exact: ({ a, b }) => ({ p_two_sided: s.signFlipExact(a, b) }),
  sign_test({ a, b }) {
    const { positive, count, p } = s.signTest(a, b);
    return { positive, n: count, p };
  },
  effect_size: ({ a, b }) => ({
    mean_difference: s.mean(a) - s.mean(b),
    cohen_dz: s.cohenDz(a, b),
    cliffs_delta: s.cliffsDelta(a, b),
    cohen_d_pooled: s.cohenD(a, b),
    hedges_correction: s.hedgesCorrection(a.length, b.length),
    vargha_delaney_a: s.varghaDelaneyA(a, b),
  }),
  mann_whitney: ({ a, b, method, alternative }) => ({
    ...(method === "exact" ? s.mannWhitneyExact : s.mannWhitneyAsymptotic)(a, b, alternative),
  }),
  kruskal_wallis: ({ groups }) => ({ ...s.kruskalWallis(groups) }),
  friedman({ scores }) {
    const { meanRanks, chi2, p, f, fP } = s.friedman(scores);
    const k = meanRanks.length;
    return {
      mean_rank_high_is_1: meanRanks,
      chi2,
      p,
      iman_davenport_f: f,
      iman_davenport_p: fP,
      nemenyi_q05: s.nemenyiCriticalValue(0.05, k),
      nemenyi_cd05: s.nemenyiCriticalDifference(0.05, k, scores.length),
    };
  },
  friedman_posthoc(inputs) {
    const { mean_rank_high_is_1: ranks, ...rest } = runners.friedman!(inputs);
    const meanRanks = ranks as readonly number[];
    const [n, k] = [inputs.scores.length, meanRanks.length];
    const compare = ([i, j]: readonly [number, number]): s.RankComparison => s.compareRanks(meanRanks[i]!, meanRanks[j]!, k, n);
    const pairs = meanRanks.flatMap((_, i) => meanRanks.slice(i + 1).map((__, j) => [i, i + 1 + j] as const));
    const control = meanRanks.slice(1).map((_, j) => [j + 1, 0] as const);
    const [all, toControl] = [pairs.map(compare), control.map(compare)];
    return {
      ...rest,
      mean_rank_high_is_1: meanRanks,
      pairs,
      control: 0,
      control_pairs: control,
      z: all.map(({ z }) => z),
      p_pair: all.map(({ p }) => p),
      p_pair_holm: s.holm(all.map(({ p }) => p)),
      z_control: toControl.map(({ z }) => z),
      p_control: toControl.map(({ p }) => p),
      p_control_holm: s.holm(toControl.map(({ p }) => p)),
      p_nemenyi: all.map(({ pNemenyi }) => pNemenyi),
      critical_difference: [0.01, 0.05, 0.1].map((alpha) => s.nemenyiCriticalDifference(alpha, k, n)),
      different_nemenyi_05: all.map(({ pNemenyi }) => Number(pNemenyi < 0.05)),
    };
  },
  nemenyi_critical_value: ({ alpha, k, n_datasets }) => ({
    q: k.map((each) => s.nemenyiCriticalValue(alpha, each)),
    critical_difference: k.map((each) => s.nemenyiCriticalDifference(alpha, each, n_datasets)),
  }),
  multiplicity: ({ p }) => ({
    holm: s.holm(p),
    bonferroni: s.bonferroni(p),
    benjamini_hochberg: s.benjaminiHochberg(p),
    benjamini_yekutieli: s.benjaminiYekutieli(p),
    hochberg: s.hochberg(p),
  }),
  distribution({ family, df, p, x }) {
    const [cdf, survival]: [(value: number) => number, (value: number) => number] = {
      normal: [s.normalCdf, s.normalSurvival] as [typeof s.normalCdf, typeof s.normalSurvival],
      student_t: [(value: number) => s.studentTCdf(value, df), (value: number) => s.studentTSurvival(value, df)] as [
        typeof s.normalCdf,
        typeof s.normalCdf,
      ],
      chi2: [(value: number) => s.chiSquaredCdf(value, df), (value: number) => s.chiSquaredSurvival(value, df)] as [
        typeof s.normalCdf,
        typeof s.normalCdf,
      ],
      f: [(value: number) => s.fisherFCdf(value, df[0]!, df[1]!), (value: number) => s.fisherFSurvival(value, df[0]!, df[1]!)] as [
        typeof s.normalCdf,
        typeof s.normalCdf,
      ],
    }[family];
    const quantile = family === "normal" ? s.normalQuantile : (each: number) => s.studentTQuantile(each, df);
    return { cdf: x.map(cdf), sf: x.map(survival), ...(p && { quantile: p.map(quantile) }) };
  },
  mean_ci({ x }) {
    const { mean, standardError, interval } = s.meanInterval(x);
    const quantile_linear = [0, 1, 0.05, 0.25, 0.5, 0.9].map((probability) => s.quantile(x, probability));
    return { mean, se: standardError, sd: s.standardDeviation(x), ci95: interval, median: s.median(x), quantile_linear };
  },
  correlation({ a, b }) {
    const [pearson, spearman] = [s.pearson(a, b), s.spearman(a, b)];
    return {
      pearson: pearson.coefficient,
      pearson_p: pearson.p,
      spearman: spearman.coefficient,
      spearman_p: spearman.p,
      kendall_tau_b: s.kendallTauB(a, b),
    };
  },
  rankdata: ({ x }) =>
    Object.fromEntries((["average", "min", "max", "dense", "ordinal"] as const).map((ties) => [ties, s.rankData(x, ties)])),
  corrected_resampled_t({ scores, contrasts, n_train, n_test, level }) {
    const design = { trainSize: n_train, testSize: n_test };
    const results = contrasts.map(([a, b]) =>
      s.correctedResampledT(column(scores, a), column(scores, b), design, { level: level ?? 0.95 }),
    );
    const sds = contrasts.map(([a, b]) => s.standardDeviation(scores.map((row) => row[a]! - row[b]!)));
    const pHolm = s.holm(results.map(({ p }) => p));
    return {
      mean_difference: results.map(({ difference }) => difference),
      sd: sds,
      standard_error: results.map(({ standardError }) => standardError),
      t: results.map(({ t }) => t),
      df: results.map(({ df }) => df),
      p: results.map(({ p }) => p),
      ci: results.map(({ interval }) => interval),
      p_holm: pHolm,
      reject_holm_05: pHolm.map((p) => Number(p <= 0.05)),
    };
  },
  bayesian_correlated_t({ a, b, n_train, n_test, rope }) {
    const { correlation, mean, scale, df, pLeft, pRope, pRight, interval } = s.bayesianCorrelatedT(a, b, {
      trainSize: n_train,
      testSize: n_test,
      rope,
    });
    return { correlation, mean, scale, df, p_left: pLeft, p_rope: pRope, p_right: pRight, hdi95: interval };
  },
  minimum_detectable_difference({ J, sd, ratio, alpha, power }) {
    const { standardError, criticalT, noncentrality, difference } = s.minimumDetectableDifference({ trials: J, sd, ratio, alpha }, power);
    return { standard_error: standardError, critical_t: criticalT, noncentrality, difference };
  },
  corrected_resampled_power: ({ J, sd, ratio, alpha, difference }) => ({
    power: difference.map((each) => s.correctedResampledPower({ trials: J, sd, ratio, alpha }, each)),
  }),
};

function signedRank({ wPlus, wMinus, p }: s.SignedRankTest, alternative: s.Alternative): Results {
  return { statistic: alternative === "two-sided" ? Math.min(wPlus, wMinus) : wPlus, p };
}

/** What our functions give for a case of the goldens `statistics` and `statistics_resampled`, by the names there; null for an unknown test. */
export function goldenResults(inputs: Inputs): Results | null {
  return runners[inputs.test]?.(inputs) ?? null;
}
