import type { Sink } from "@evenkeel/core";
import type { OpenedRun } from "./open-run.js";

/** The sinks that a run's config asks for. */
export const sinksOf = ({ sinks }: OpenedRun, folder: string, name: string): Sink[] => sinks.map((make) => make({ folder, name }));
