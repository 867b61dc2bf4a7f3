import { closeSync, fstatSync, ftruncateSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pointIdentity } from "../checks.js";
import type { Metric } from "../entities.js";
import { readIfThere, replaceFile } from "./atomic.js";

/** `<ms> <value> <step>`; Python reads JavaScript's spelling of every number. A logged model's line ends with the run id. */
const formatLine = (point: Metric, runId?: string): string =>
  `${point.timestamp} ${point.value} ${point.step}${runId === undefined ? "" : ` ${runId}`}\n`;

function parseNumber(text: string): number {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  return infinite ? (infinite[1] === "-" ? -Infinity : Infinity) : Number(text);
}

/** The points of a file; what follows the last line end is a line that a crash cut and does not count. */
export function parsePoints(key: string, text: string): Metric[] {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const fields = line.trim().split(" ");
      // MLflow reads the step of three and four fields, and 0 otherwise: with five come a data set's name and digest.
      const step = fields.length === 3 || fields.length === 4 ? Number(fields[2]) : 0;
      return { key, timestamp: Number(fields[0]), value: parseNumber(fields[1] ?? ""), step };
    });
}

export function readPoints(folder: string, key: string): Metric[] {
  return parsePoints(key, readIfThere(join(folder, key)) ?? "");
}

/** The points behind the first `offset` bytes, and where the next read begins. */
export function tailPoints(path: string, key: string, offset: number): { readonly points: Metric[]; readonly offset: number } {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= offset) return { points: [], offset };
  const bytes = Buffer.alloc(size - offset);
  const file = openSync(path, "r");
  const read = readSync(file, bytes, 0, bytes.length, offset);
  closeSync(file);
  const whole = bytes.subarray(0, bytes.subarray(0, read).lastIndexOf("\n") + 1);
  return { points: parsePoints(key, whole.toString("utf8")), offset: offset + whole.length };
}

/** What is known of one file: its highest step, the points at it, and every point once one came below that. */
interface Known {
  highest: number;
  readonly atHighest: Set<string>;
  all?: Set<string>;
}

function note(known: Known, point: Metric): void {
  const identity = pointIdentity(point);
  known.all?.add(identity);
  if (point.step > known.highest) {
    known.highest = point.step;
    known.atHighest.clear();
  }
  if (point.step === known.highest) known.atHighest.add(identity);
}

/** Cuts off what a crash left of a last line, and an empty file, which breaks MLflow's search, altogether. */
export function mendMetricFile(path: string, workFolder: string): string {
  const text = readIfThere(path);
  if (text === null) return "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole === "") rmSync(path);
  else if (whole !== text) replaceFile(path, whole, workFolder);
  return whole;
}

/**
 * The metric files of one run, whose only writer we are: whole lines, each point once.
 *
 * Steps usually grow, so of each file only the points at its highest step are kept in memory; the whole file is looked at
 * once a point comes below that.
 */
export class MetricWriter {
  private readonly files = new Map<string, Known>();

  constructor(
    private readonly folder: string,
    private readonly workFolder: string,
    /** Ends each line of a logged model's metric. */
    private readonly runId?: string,
  ) {}

  /** Appends what is new among points of one metric. */
  append(key: string, points: readonly Metric[]): void {
    const known = this.files.get(key) ?? this.open(key);
    const isBelow = (point: Metric): boolean => point.step < known.highest;
    if (points.some(isBelow)) known.all ??= new Set(readPoints(this.folder, key).map(pointIdentity));
    const distinct = new Map(points.map((point) => [pointIdentity(point), point]));
    const fresh = [...distinct]
      .filter(([identity, point]) => !(isBelow(point) ? known.all! : known.atHighest).has(identity))
      .map(([, point]) => point);
    if (fresh.length === 0) return;
    try {
      this.write(join(this.folder, key), fresh.map((point) => formatLine(point, this.runId)).join(""));
    } catch (error) {
      // What is in the file now is to be read again.
      this.files.delete(key);
      throw error;
    }
    for (const point of fresh) note(known, point);
  }

  private open(key: string): Known {
    const known: Known = { highest: -Infinity, atHighest: new Set() };
    for (const point of parsePoints(key, mendMetricFile(join(this.folder, key), this.workFolder))) note(known, point);
    this.files.set(key, known);
    return known;
  }

  private write(path: string, text: string): void {
    // The first lines appear together with the file: an empty one breaks MLflow's search.
    if (!statSync(path, { throwIfNoEntry: false })) return replaceFile(path, text, this.workFolder);
    const file = openSync(path, "a");
    const before = fstatSync(file).size;
    try {
      const bytes = Buffer.from(text);
      // O_APPEND and one call: the lines are there as a whole or, on a full disk, are taken back.
      if (writeSync(file, bytes) !== bytes.length)
        throw new Error(`${path}: expected room for ${bytes.length} bytes, got less. Free some disk space.`);
    } catch (error) {
      ftruncateSync(file, before);
      throw error;
    } finally {
      closeSync(file);
    }
  }
}
