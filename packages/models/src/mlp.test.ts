import { testModel } from "@evenkeel/testing";
import mlp from "./mlp.js";

testModel(mlp, { config: { hidden: [4, 3], activation: "tanh" } });
testModel(mlp, { config: { hidden: [] } });
testModel(mlp, { config: { hidden: [4], activation: "softplus", initialization: "he-normal" }, inputs: { featureShape: [2, 3, 1], numClasses: 2 } });
testModel(mlp, { isSmooth: false });
