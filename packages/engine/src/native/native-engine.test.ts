import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { runOp } from "../run-op.js";
import { startEngine } from "../start-engine.js";
import { testBatchNorm } from "../testing/batch-norm.js";
import { testConvolutions } from "../testing/convolutions.js";
import { testFunctions } from "../testing/functions.js";
import { isAvailable, needs, provideNativeEngine } from "../testing/native.js";
import { testOps } from "../testing/ops.js";
import { testPooling } from "../testing/pooling.js";
import { testUpdates } from "../testing/updates.js";

// Left to their references, which are TensorFlow's own ops.
const without = ["Elu", "Gelu", "LogSumExp", "ReciprocalOrZero", "Step", "Transpose"];

describe.skipIf(!isAvailable)(`native engine ${needs}`, () => {
  beforeAll(async () => {
    await provideNativeEngine();
    await startEngine({ name: "native" });
  });

  testOps({ without });
  testFunctions({ without, rel: 1e-6 });
  testConvolutions();
  testBatchNorm([
    [3, 4, 2, 5],
    [7, 10, 10, 19],
  ]);
  testPooling({ padded: false });
  testUpdates();

  test("a multi-output op leaves no tensor behind", () => {
    const x = tf.ones([2, 3, 3, 4]);
    const channels = tf.ones([4]);
    const step = () => {
      const [y, mean, variance] = runOp("BatchNorm", [x, channels, channels], { epsilon: 1e-3 })!;
      const gradient = runOp("BatchNormGradient", [x, channels, mean!, variance!, y!], { epsilon: 1e-3 })!;
      for (const tensor of [y!, mean!, variance!, ...gradient]) tensor.dispose();
    };
    step();
    const { binding } = tf.backend() as unknown as { binding: { getNumOfTensors(): number } };
    const before = [tf.memory().numTensors, tf.backend().numDataIds(), binding.getNumOfTensors()];
    for (let i = 0; i < 100; i++) step();
    expect([tf.memory().numTensors, tf.backend().numDataIds(), binding.getNumOfTensors()]).toEqual(before);
  });
});
