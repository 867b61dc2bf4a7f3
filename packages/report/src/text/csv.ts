import type { ComparisonReport, Maybe } from "../comparison-report.js";
import { isDefined } from "../format.js";
import { csvText } from "./csv-text.js";

/** Every trial of every metric as one row (RFC 4180): condition, method, metric, trial from 1, value; an undefined value is empty. */
export function renderCsv(report: ComparisonReport): string {
  const rows = report.cells.flatMap(({ condition, method, status, values }) =>
    Object.entries(values).flatMap(([metric, { perTrial }]) =>
      perTrial.map((value, trial) => [condition, method, status, metric, String(trial + 1), numberText(value)]),
    ),
  );
  return csvText([["condition", "method", "status", "metric", "trial", "value"], ...rows]);
}

const numberText = (value: Maybe): string => (isDefined(value) ? String(value) : "");
