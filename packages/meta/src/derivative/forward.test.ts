import { linearize, numbersOf } from "@evenkeel/autodiff";
import { useCpu } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { exact, losses, params, problem, u } from "../../test/smooth-problem.js";
import forward from "./forward.js";

useCpu();

test("forward mode is exact", () => {
  const slopes = forward.create({})(problem(), linearize(losses, params()), { theta: tensor1d(u) });
  expect(numbersOf(slopes)).toBeAllClose(exact, { rel: 1e-5 });
});
