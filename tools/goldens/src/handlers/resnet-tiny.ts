import { mean, numbersOf, softmaxCrossEntropy, type Tree, type Value, valueAndGrad } from "@evenkeel/autodiff";
import { applyModel } from "@evenkeel/core";
import { catalogs } from "@evenkeel/models";
import { defineHandler } from "../handler.js";
import { type Nested, targetsOf, tensorOf } from "../networks.js";

interface Named {
  readonly name: string;
  readonly value: Nested;
}

/** A small residual network: logits, gradients and running statistics in training, logits in evaluation. */
export default defineHandler({
  files: ["resnet_tiny"],
  precision: "float32",
  run({ inputs, expected }) {
    const [x, targets] = [tensorOf(inputs.X_nhwc), targetsOf(inputs.y, inputs.classes)];
    const component = catalogs.model.get("resnet");
    const { name: _, ...config } = component.schema.parse({ name: "resnet", depth: 6 * inputs.n + 2, widths: inputs.widths }) as {
      name: string;
    };
    const model = component.create(config, { featureShape: x.shape.slice(1), numClasses: inputs.classes });
    const params: Tree = Object.fromEntries((inputs.params as Named[]).map(({ name, value }) => [ourName(name), tensorOf(value)]));
    const before = model.initState();
    const first = applyModel(model, params, before, x, { mode: "training" });
    const second = applyModel(model, params, first.state, x, { mode: "training" });
    const loss = (p: Tree): Value => mean(softmaxCrossEntropy(applyModel(model, p, before, x, { mode: "training" }).logits, targets));
    const { value, gradient } = valueAndGrad(loss)(params);
    const evaluated = (state: Tree): Float32Array => numbersOf(applyModel(model, params, state, x, { mode: "evaluation" }).logits);
    const statistic = (key: string, ours: "mean" | "variance"): Float32Array[] =>
      (expected[key] as Named[]).map(({ name }) => numbersOf(first.state[`${ourName(`${name}.`)}${ours}`]!));
    return {
      logits_train: numbersOf(first.logits),
      loss: numbersOf(value),
      gradients: (expected["gradients"] as Named[]).map(({ name }) => numbersOf(gradient[ourName(name)]!)),
      running_mean_after: statistic("running_mean_after", "mean"),
      running_var_after: statistic("running_var_after", "variance"),
      logits_eval_after_one_batch: evaluated(first.state),
      logits_eval_after_two_batches: evaluated(second.state),
    };
  },
});

/** `blocks.0.b1.weight` is `body/block1/norm1/gamma` here. */
function ourName(theirs: string): string {
  const parts = /^(?:(stem|bn|head)|blocks\.(\d+)\.([cb])(\d))\.(weight|bias|)$/.exec(theirs);
  if (!parts) throw new RangeError(`resnet_tiny: expected a name such as blocks.0.b1.weight, got ${theirs}.`);
  const [, single, block, kind, index, entry] = parts;
  const layers: Readonly<Record<string, string>> = { stem: "body/stem/conv", bn: "body/stem/norm", head: "head" };
  const layer = single ? layers[single]! : `body/block${Number(block) + 1}/${kind === "c" ? "conv" : "norm"}${index}`;
  const isNorm = single === "bn" || kind === "b";
  const names: Readonly<Record<string, string>> = isNorm
    ? { weight: "gamma", bias: "beta", "": "" }
    : { weight: "kernel", bias: "bias", "": "" };
  return `${layer}/${names[entry!]}`;
}
