import { adopt, concat, gather } from "@evenkeel/autodiff";
import type { Batch, Value } from "@evenkeel/core";
import { ones } from "@tensorflow/tfjs-core";

/** The weight of each row of the batch: 1 for a natural row, that of its synthetic row otherwise. `all` is float32 `[count]`. */
export function batchWeights(all: Value, { numNatural, synthetic }: Batch): Value {
  const natural = adopt(ones([numNatural]));
  return synthetic ? concat([natural, gather(all, synthetic)]) : natural;
}
