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
  ReportedLearning,
  ReportedMethod,
  ReportedMetric,
  ReportedRecovery,
  SmallestVisibleDifference,
  Summary,
  SyntheticRow,
} from "./comparison-report.js";
export { renderReport } from "./page/render-report.js";
export { csvText } from "./text/csv-text.js";
export { renderCsv } from "./text/csv.js";
export { renderLatex } from "./text/latex.js";
export { renderMarkdown } from "./text/markdown.js";
export { fit, type TerminalLine, terminalLine } from "./text/terminal-line.js";
export { renderTable } from "./text/table.js";
export { confusionMatrixChart, type ConfusionMatrixData } from "./run-chart/confusion-matrix-chart.js";
export { contributionChart, type ContributionData } from "./run-chart/contribution-chart.js";
export { perClassChart, type PerClassData } from "./run-chart/per-class-chart.js";
export { reliabilityChart, type ReliabilityData } from "./run-chart/reliability-chart.js";
