import { UserError } from "@evenkeel/core";
import type { TrainTask } from "./task.js";

/**
 * Refuses parts that do not go together, before anything is trained.
 *
 * @throws UserError
 */
export function checkTask({ learner, learned, data, hypergradient }: TrainTask): void {
  if (data.mixesAt === "embedding" && (learner.features ?? learner.inputs))
    throw new UserError(
      "mixer.at: expected `input` with a weighter that learns features or reads rows one by one, got `embedding`. Choose another weighter, or `mixer.at=input`.",
    );
  if (learned && !data.meta)
    throw new UserError(
      "weighter: expected meta rows to learn from, got none. Raise `protocol.metaFraction`, or choose `weighter=uniform`.",
    );
  if (hypergradient && hypergradient.innerSteps > 1 && (learner.anew || learner.use === "updated"))
    throw new UserError(
      `hypergradient: expected one inner step with a weighter that moves the model after the meta step, got ${hypergradient.innerSteps}. Choose \`weighter.use=old\` where the weighter has it, or one step.`,
    );
}
