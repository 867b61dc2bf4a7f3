import { randomState, type Tree } from "@evenkeel/core";
import { catalogs } from "@evenkeel/models";
import { defineHandler } from "../handler.js";

/** Numbers of parameters and layers of the residual network. */
export default defineHandler({
  files: ["resnet32_counts", "resnet_counts"],
  precision: "float64",
  run({ inputs: { widths, n, classes } }) {
    const component = catalogs.model.get("resnet");
    const partsOf = (headBias: boolean): { params: Tree; state: Tree } => {
      const { name: _, ...config } = component.schema.parse({ name: "resnet", depth: 6 * n + 2, widths, headBias }) as { name: string };
      const model = component.create(config, { featureShape: [32, 32, 3], numClasses: classes });
      return { params: model.init(randomState(0)), state: model.initState() };
    };
    const { params, state } = partsOf(false);
    const head = (tree: Tree): Tree => Object.fromEntries(Object.entries(tree).filter(([name]) => name.startsWith("head")));
    return {
      total_no_bias: entries(params),
      head_parameters_no_bias: entries(head(params)),
      head_parameters_with_bias: entries(head(partsOf(true).params)),
      backbone_parameters: entries(params) - entries(head(params)),
      conv_layers: Object.keys(params).filter((name) => name.includes("conv")).length,
      bn_buffers: entries(state),
    };
  },
});

function entries(tree: Tree): number {
  return Object.values(tree).reduce((total, { shape }) => total + shape.reduce((product, length) => product * length, 1), 0);
}
