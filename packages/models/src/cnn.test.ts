import { testModel } from "@evenkeel/testing";
import { expect, test } from "vitest";
import cnn from "./cnn.js";

const images = { featureShape: [5, 4, 2], numClasses: 3 };

testModel(cnn, { config: { channels: [3, 2], strides: [1, 2], hidden: [3], activation: "tanh" }, inputs: images });
testModel(cnn, { config: { channels: [2], strides: [2], activation: "softplus", head: "cosine" }, inputs: images });
testModel(cnn, { inputs: images, isSmooth: false });

test("refuses features that are no images, and strides that do not match", () => {
  const config = cnn.schema.parse({ name: "cnn" });
  expect(() => cnn.create(config, { featureShape: [7], numClasses: 2 })).toThrow(
    "cnn: expected images [height, width, channels], got features [7]. Choose a data set of images, or `model=mlp`.",
  );
  expect(() => cnn.create({ ...config, strides: [1] }, images)).toThrow(
    "model.strides: expected as many strides as `model.channels` has convolutions, 2, got 1.",
  );
});
