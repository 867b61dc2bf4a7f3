import { adopt, concat, gather } from "@evenkeel/autodiff";
import { type Batch, type SyntheticContext, UserError, type Value, type WeighterContext } from "@evenkeel/core";
import { ones, tensor1d } from "@tensorflow/tfjs-core";

/** The weight of each row of the batch: that of its synthetic row, or 1 for a natural row. `all` is float32 `[count]`. */
export function batchWeights(all: Value, count: number, batch: Batch): Value {
  const withNatural = concat([all, adopt(ones([1]))]);
  const index = Int32Array.from(batch.syntheticRows, (row) => (row < 0 ? count : row));
  return gather(withNatural, adopt(tensor1d(index, "int32")));
}

/** The synthetic rows of a run, which a weighter of contributions cannot do without. */
export function syntheticOf(weighter: string, { synthetic }: WeighterContext): SyntheticContext {
  if (synthetic) return synthetic;
  throw new UserError(
    `${weighter}: expected a sampler that makes synthetic rows, got none. Choose one, e.g. \`sampler=smote\`, with settings that add rows.`,
  );
}
