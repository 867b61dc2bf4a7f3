import { numbersOf } from "@evenkeel/autodiff";
import { useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { exact, problem, u } from "../../test/smooth-problem.js";
import centralDifference from "./central-difference.js";

useCpu();

test("the central difference agrees on a smooth function", () => {
  const slopes = centralDifference.create({ stepSize: 0.01 })(problem(), null as never, { theta: tensor1d(u) });
  // float32 losses near 1 over a step of 0.02/‖u‖.
  expect(numbersOf(slopes)).toBeAllClose(exact, { rel: 1e-3, abs: 1e-3 });
});

test("along nothing, nothing changes", () => {
  const slopes = centralDifference.create({ stepSize: 0.01 })(problem(), null as never, { theta: tensor1d([0, 0, 0]) });
  expect(numbersOf(slopes)).toBeAllClose([0, 0, 0]);
});
