import { CHECKPOINT } from "@evenkeel/tracking";
import { CONTRIBUTIONS, PREDICTIONS } from "../run/run-files.js";
import { ENCODER } from "../run/encoder-file.js";
import { MODEL } from "../run/saved-model.js";
import { paramsOf, type RunPage } from "../run/run-page.js";
import { differing } from "./method-config.js";

/** What somebody needs to check one trial; the rest of its files repeats what stands above it. */
const ARTIFACTS = [PREDICTIONS, CONTRIBUTIONS, CHECKPOINT, ENCODER, MODEL];
/** A point costs a server .3 ms, and a comparison has hundreds of curves; result files keep all points. */
const CURVE_POINTS = 10;

/** A trial as its page needs it. */
export interface PlacedTrial {
  readonly runName: string;
  readonly method: string;
  readonly condition: string;
  readonly trial: number;
  readonly methodParams: Readonly<Record<string, string>>;
}

/**
 * The page of a trial of a comparison: what it does not share with the other trials of its method. Data sets, environment, splits
 * and shared params are the comparison's, the config is its method's.
 */
export function trialPage(
  { runName, method, condition, trial, methodParams }: PlacedTrial,
  config: Readonly<Record<string, unknown>>,
): RunPage {
  return {
    name: runName,
    tags: { condition, method, trial: String(trial) },
    params: differing(paramsOf(config), methodParams),
    datasets: [],
    primary: null,
    curvePoints: CURVE_POINTS,
    isArtifact: (name) => ARTIFACTS.includes(name),
    note: null,
  };
}
