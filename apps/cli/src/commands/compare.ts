import { startEngine } from "@evenkeel/engine";
import { renderTable } from "@evenkeel/report";
import { redact, refuseUnwritable } from "evenkeel/process";
import { configText, type OpenedComparison, openComparison, performComparison, shownPath, interestLine } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";
import { progressDisplay } from "../progress-display.js";

/** `evenkeel compare [key=value …]`: methods × conditions × trials, concluded and reported. */
export default async function compare(args: Arguments): Promise<number> {
  return compared(await openComparison(args.bench, args), args);
}

/** Runs an opened comparison and shows what it found. */
export async function compared(opened: OpenedComparison, args: Arguments): Promise<number> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const warn = (text: string): void => void process.stderr.write(`${text}\n`);
  if (args.cfg) {
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
    ...args,
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
