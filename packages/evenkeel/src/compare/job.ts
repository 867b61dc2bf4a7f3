import type { ConfigTree } from "@evenkeel/compose";
import type { TrackingTarget } from "../run/tracking.js";
import type { Taken } from "./planned-method.js";

/** One run: what a worker needs of it. */
export interface CellJob {
  /** Where the workbench is opened again; null for what comes with evenkeel alone. */
  readonly project: string | null;
  /** The hash of the project's own code that the comparison was planned with; null without any. */
  readonly code: string | null;
  /** The digest of the data that the comparison was planned on. */
  readonly data: string;
  /** The hash of the trial's split, before any condition. */
  readonly split: string;
  /** What it is called, and what the run's `condition` is. */
  readonly condition: string;
  readonly under: ConfigTree;
  readonly trial: number;
  readonly cell: Cell;
  readonly tracking: Pick<TrackingTarget, "root" | "experiment">;
}

export interface Cell {
  readonly method: string;
  /** What its run is called in MLflow. */
  readonly runName: string;
  /** The params of its method, which the trial does not repeat. */
  readonly methodParams: Readonly<Record<string, string>>;
  /** The MLflow run of its method; null if the comparison is not tracked. */
  readonly methodRunId: string | null;
  readonly written: ConfigTree;
  readonly hash: string;
  /** The hash of everything but the code. */
  readonly settings: string;
  readonly folder: string;
  /** SHA-256 of the files whose content counts, by the setting that names them. */
  readonly files: Readonly<Record<string, string>>;
  /** Settings that take what other methods found, and where their results lie. */
  readonly takes: readonly TakenResult[];
}

export interface TakenResult extends Taken {
  readonly folder: string;
  readonly hash: string;
}

/** What a worker tells while it works. */
export type Progress =
  | { readonly type: "updates"; readonly step: number; readonly updates: number }
  /** The disk is full or read-only: no run can be written. */
  | { readonly type: "cannotWrite"; readonly reason: string };
