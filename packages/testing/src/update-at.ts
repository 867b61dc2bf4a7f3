import { adopt } from "@evenkeel/autodiff";
import type { Optimizer, UpdateContext } from "@evenkeel/core";
import { tensor1d } from "@tensorflow/tfjs-core";

/** What an optimizer's update is given at a step, from 1, and a factor of its learning rate; belongs to the scope that is open. */
export const updateAt = (optimizer: Optimizer, step: number, rate: number = 1): Pick<UpdateContext, "given"> => ({
  given: Object.fromEntries(Object.entries(optimizer.inputs(step, rate)).map(([name, values]) => [name, adopt(tensor1d(values))])),
});
