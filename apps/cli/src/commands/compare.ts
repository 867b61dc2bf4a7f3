import { startEngine } from "@evenkeel/engine";
import { renderTable } from "@evenkeel/report";
import { redact, refuseUnwritable } from "evenkeel/process";
import { type ComparisonWords, configText, type OpenedComparison, openComparison, performComparison, shownPath } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";
import { progressDisplay } from "../progress-display.js";
import { interestLine } from "./run.js";

/** `evenkeel compare [key=value …]`: methods × conditions × trials, concluded and reported. */
export async function compareCommand(args: Arguments): Promise<number> {
  return compared(await openComparison(args.bench, wordsOf(args)), args);
}

/** What a command says of a comparison. */
export const wordsOf = ({ overrides, output, fresh, workers }: Arguments): ComparisonWords => ({
  overrides,
  output,
  fresh,
  numWorkers: workers,
});

/** Runs an opened comparison and shows what it found. */
export async function compared(opened: OpenedComparison, args: Arguments): Promise<number> {
  const { cfg } = args;
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const warn = (text: string): void => void process.stderr.write(`${text}\n`);
  if (cfg) {
    process.stdout.write(configText(opened));
    return 0;
  }
  refuseUnwritable("--output", opened.folder);
  const engine = await startEngine(opened.plan.methods[0]!.config.engine);
  say(`${opened.comparison.question}\nengine: ${engine.description}`);
  opened.plan.notes.forEach(say);
  for (const warning of engine.warnings) warn(`warning: ${warning}`);
  process.stdout.write(interestLine(opened.plan));
  const { report, files, server } = await performComparison(opened, {
    ...wordsOf(args),
    engine: engine.description,
    progress: progressDisplay(process.stdout),
    warn,
    tell: say,
    reported: (found) => say(`\n${renderTable(found)}`),
  });
  if (server !== null) say(`All runs are at ${redact(server)}.`);
  say(`Report: ${shownPath(files[0]!.path)}`);
  return report.cells.some(({ failures }) => failures) ? 1 : 0;
}
