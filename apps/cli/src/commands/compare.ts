import { join, relative, resolve } from "node:path";
import { toYaml } from "@evenkeel/compose";
import { removeTemporaryFiles, writeWhole } from "@evenkeel/core";
import { lockFolder } from "@evenkeel/experiment";
import { startEngine } from "@evenkeel/engine";
import { type ComparisonReport, renderMarkdown, renderReport, renderTable } from "@evenkeel/report";
import type { Arguments } from "../arguments.js";
import { type CompareOptions, type OpenedComparison, openComparison, runComparison } from "../compare/compare.js";
import { parentRun } from "../compare/parent-run.js";
import { progressDisplay } from "../compare/progress-display.js";
import { settleFolder } from "../compare/settle-folder.js";
import { interestLine } from "./run.js";
import { startMirror } from "@evenkeel/tracking";
import { redact } from "../redact.js";
import { trackingServer } from "../tracking-server.js";
import { refuseUnwritable } from "../writable-folder.js";
import { toReport } from "../compare/to-report.js";

/** A server that answers is sent everything, however long that takes; this ends the waiting for one that does not. */
const PATIENCE_SECONDS = 15;
const LAST_WORD_SECONDS = 3;
/** Trials that are shorter go to the server whole: that is a third of the requests. */
const SETTLE_SECONDS = 10;
const INTERVAL_SECONDS = 5;

/** `evenkeel compare [key=value …]`: methods × conditions × trials, concluded and reported. */
export async function compareCommand({ overrides, output, cfg, fresh, workers }: Arguments): Promise<number> {
  const options: CompareOptions = { overrides, output, fresh, numWorkers: workers };
  const opened = await openComparison(options);
  if (cfg) {
    process.stdout.write(configText(opened));
    return 0;
  }
  refuseUnwritable("--output", opened.folder);
  const engine = await startEngine(opened.plan.methods[0]!.config.engine);
  process.stdout.write(`${opened.comparison.question}\nengine: ${engine.description}\n`);
  for (const note of opened.plan.notes) process.stdout.write(`${note}\n`);
  for (const warning of engine.warnings) process.stderr.write(`warning: ${warning}\n`);
  process.stdout.write(interestLine(opened.plan));
  const lock = lockFolder(opened.folder, "Wait until it is done, or work in another: `name=…` or `--output DIR`.");
  try {
    return await compareIn(opened, options, engine.description, lock.takenOver);
  } finally {
    lock.release();
  }
}

/** Everything that happens in the folder of the comparison, in which nobody else works. */
async function compareIn(opened: OpenedComparison, options: CompareOptions, engine: string, takenOver: string | null): Promise<number> {
  removeTemporaryFiles(opened.folder);
  for (const line of [...(takenOver === null ? [] : [takenOver]), ...settleFolder(opened)]) process.stdout.write(`${line}\n`);
  const root = join(resolve(options.output), "mlruns");
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  const server = trackingServer(root, say);
  const since = Date.now();
  const parent = await parentRun(opened, root, configText(opened), engine);
  parent.warnings.forEach(say);
  const mirror =
    server === null
      ? null
      : startMirror({
          folder: root,
          to: server,
          intervalSeconds: INTERVAL_SECONDS,
          settleSeconds: SETTLE_SECONDS,
          since,
          patienceSeconds: PATIENCE_SECONDS,
          warn: say,
          tell: (message) => process.stdout.write(`${message}\n`),
        });
  let report: ComparisonReport;
  let files: ReportFile[];
  try {
    const numRun = await runComparison(opened, options, parent.runId, progressDisplay(process.stdout));
    if (numRun === 0) process.stdout.write("Every run was finished before; --fresh repeats them.\n");
    report = toReport(opened, engine, storageOf(opened, root), new Date());
    files = writeReport(opened.folder, report);
  } catch (error) {
    await parent.interrupt();
    await mirror?.stop(LAST_WORD_SECONDS);
    throw error;
  }
  process.stdout.write(`\n${renderTable(report)}\n`);
  (await parent.finish(report, noteOf(report), files)).forEach(say);
  if (mirror && (await mirror.stop())) process.stdout.write(`All runs are at ${redact(server!)}.\n`);
  process.stdout.write(`Report: ${shown(files[0]!.path)}\n`);
  return report.cells.some(({ failures }) => failures) ? 1 : 0;
}

function storageOf({ folder }: OpenedComparison, root: string): ComparisonReport["storage"] {
  return {
    description: `Each trial has a folder in ${shown(folder)} (result, config, split, predictions, contributions with parents); all are nested MLflow runs in ${shown(root)}.`,
    commands: [`MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri "file://${root}"`],
  };
}

interface ReportFile {
  readonly name: string;
  readonly path: string;
}

/** The page first. */
function writeReport(folder: string, report: ComparisonReport): ReportFile[] {
  const files = { "report.html": renderReport(report), "report.md": renderMarkdown(report), "report.json": JSON.stringify(report) };
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name);
    writeWhole(path, text);
    return { name, path };
  });
}

/** What MLflow's page says of the comparison; the tables are in its artifacts. */
function noteOf({ title, question, conclusions, smallestVisibleDifference: { explanation } }: ComparisonReport): string {
  return [`**${title}**`, question, explanation, ...conclusions, "Tables and charts: artifacts `report.html`, `report.md`."].join("\n\n");
}

const shown = (path: string): string => {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
};

function configText({ comparison, plan }: OpenedComparison): string {
  const { run: _, methods: __, ...rest } = comparison;
  const methods = [
    ...plan.methods.map(({ name, written, equalTo }) => [name, equalTo ? `= ${equalTo}` : written] as const),
    ...plan.impossible.map(({ name, reason }) => [name, `not possible: ${reason}`] as const),
  ];
  return toYaml({ ...rest, numTrials: plan.numTrials, notes: plan.notes, methods: Object.fromEntries(methods) });
}
