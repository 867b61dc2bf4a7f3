import { numbersOf } from "@evenkeel/autodiff";
import { useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import identity from "./identity.js";

useCpu();

test("takes the update for plain gradient descent, whatever it is", () => {
  const direction = identity.create({ stepSize: 0.1 })({
    problem: null as never,
    gradient: null as never,
    outerGradient: { theta: tensor1d([4, -6]) },
  });
  expect(numbersOf(direction)).toBeAllClose([-0.4, 0.6]);
});
