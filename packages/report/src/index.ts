export type {
  Band,
  ComparisonReport,
  ContributionCurves,
  ExtremeRows,
  LearningCurves,
  LedgerRow,
  Maybe,
  ReportedCell,
  ReportedCondition,
  ReportedContrast,
  ReportedDataset,
  ReportedMethod,
  ReportedMetric,
  ReportedRecovery,
  SmallestVisibleDifference,
  Summary,
  SyntheticRow,
} from "./comparison-report.js";
export { renderReport } from "./page/render-report.js";
export { renderCsv } from "./text/csv.js";
export { renderLatex } from "./text/latex.js";
export { renderMarkdown } from "./text/markdown.js";
export { renderTable } from "./text/table.js";
