/** Rows whose confidence falls into one bin. */
export interface CalibrationBin {
  readonly index: number;
  readonly count: number;
  /** Share of rows that are right (or of the class). */
  readonly accuracy: number;
  /** Mean confidence. */
  readonly confidence: number;
}

/**
 * The non-empty ones of `numBins` equal bins of the confidence max_k p_k: bin = ceil(confidence · numBins) − 1.
 *
 * @param probabilities - row-major `[numExamples, numClasses]`.
 * @param labels - `[numExamples]`, class indices.
 */
export function calibrationBins(probabilities: ArrayLike<number>, labels: ArrayLike<number>, numBins: number): CalibrationBin[] {
  const numClasses = probabilities.length / labels.length;
  const rows = Array.from(labels, (label, i) => {
    const row = Array.from({ length: numClasses }, (_, k) => probabilities[i * numClasses + k]!);
    const confidence = Math.max(...row);
    return { confidence, isRight: row.indexOf(confidence) === label };
  });
  return bins(rows, numBins);
}

/**
 * Expected calibration error Σ_b n_b/n · |accuracy_b − confidence_b|.
 *
 * @see C. Guo et al., "On calibration of modern neural networks", ICML 2017, equation 3.
 */
export function expectedCalibrationError(probabilities: ArrayLike<number>, labels: ArrayLike<number>, numBins = 15): number {
  return meanGap(calibrationBins(probabilities, labels, numBins));
}

/** The largest gap |accuracy_b − confidence_b| of a bin. */
export function maximumCalibrationError(probabilities: ArrayLike<number>, labels: ArrayLike<number>, numBins = 15): number {
  return Math.max(...calibrationBins(probabilities, labels, numBins).map(gap));
}

/** The expected calibration error of p_k against "is of class k", averaged over the classes. @see M. Kull et al., NeurIPS 2019. */
export function classwiseCalibrationError(probabilities: ArrayLike<number>, labels: ArrayLike<number>, numBins = 15): number {
  const numClasses = probabilities.length / labels.length;
  let total = 0;
  for (let k = 0; k < numClasses; k++) total += meanGap(classCalibrationBins(probabilities, labels, k, numBins));
  return total / numClasses;
}

/** The non-empty bins of p_k, with the share of rows of class k in each. */
export function classCalibrationBins(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  k: number,
  numBins: number,
): CalibrationBin[] {
  const numClasses = probabilities.length / labels.length;
  return bins(
    Array.from(labels, (label, i) => ({ confidence: probabilities[i * numClasses + k]!, isRight: label === k })),
    numBins,
  );
}

function bins(rows: readonly { readonly confidence: number; readonly isRight: boolean }[], numBins: number): CalibrationBin[] {
  const indexOf = (confidence: number): number => Math.min(numBins - 1, Math.max(0, Math.ceil(confidence * numBins) - 1));
  return Array.from({ length: numBins }, (_, index) => index).flatMap((index) => {
    const inside = rows.filter(({ confidence }) => indexOf(confidence) === index);
    if (inside.length === 0) return [];
    const share = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / inside.length;
    return [
      {
        index,
        count: inside.length,
        accuracy: share(inside.map(({ isRight }) => Number(isRight))),
        confidence: share(inside.map(({ confidence }) => confidence)),
      },
    ];
  });
}

const gap = ({ accuracy, confidence }: CalibrationBin): number => Math.abs(accuracy - confidence);

function meanGap(all: readonly CalibrationBin[]): number {
  const total = all.reduce((sum, { count }) => sum + count, 0);
  return all.reduce((sum, bin) => sum + (bin.count / total) * gap(bin), 0);
}
