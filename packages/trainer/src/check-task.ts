import { type Learner, UserError } from "@evenkeel/core";
import type { TrainTask } from "./task.js";

type CheckedTask = Pick<TrainTask, "learner" | "hypergradient" | "settings"> & {
  readonly data: Pick<TrainTask["data"], "meta" | "mixesAt">;
};

/** Whether meta-parameters persist, so that an optimizer moves them. */
export const learnsOverSteps = ({ usesMetaSet, anew }: Learner): boolean => usesMetaSet && !anew;

/**
 * Refuses parts that do not go together, before anything is trained.
 *
 * @throws UserError
 */
export function checkTask({ learner, data, hypergradient, settings }: CheckedTask): void {
  if (learner.perSyntheticRow && settings.redrawEvery !== null)
    throw new UserError(
      `training.redrawEvery: expected rows that are drawn once for a weighter with a parameter for each synthetic row, got a draw every ${settings.redrawEvery} epoch${settings.redrawEvery === 1 ? "" : "s"}. Leave it out, or choose \`index=anchor\`.`,
    );
  if (data.mixesAt === "embedding" && (learner.features ?? learner.inputs))
    throw new UserError(
      "mixer.at: expected `input` with a weighter that learns features or reads rows one by one, got `embedding`. Choose another weighter, or `mixer.at=input`.",
    );
  if (learner.usesMetaSet && !data.meta)
    throw new UserError(
      "weighter: expected meta rows to learn from, got none. Raise `protocol.metaFraction`, or choose `weighter=uniform`.",
    );
  if (learner.usesMetaSet && hypergradient.innerSteps > 1 && (learner.anew || learner.use === "updated"))
    throw new UserError(
      `hypergradient: expected one inner step with a weighter that moves the model after the meta step, got ${hypergradient.innerSteps}. Choose \`weighter.use=old\` where the weighter has it, or one step.`,
    );
}
