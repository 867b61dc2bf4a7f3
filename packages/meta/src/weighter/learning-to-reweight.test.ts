import { numbersOf } from "@evenkeel/autodiff";
import type { AnyComponent } from "@evenkeel/core";
import { batchForWeighters, testWeighter, useCpu, regression } from "@evenkeel/testing";
import { tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { catalogs } from "../components.gen.js";
import learningToReweight from "./learning-to-reweight.js";

const { regressionProblem } = regression;

useCpu();
testWeighter(learningToReweight);

const respond = (gradient: readonly number[]): number[] => {
  const { anew } = learningToReweight.create({});
  return Array.from(numbersOf(anew!.respond({ weights: tensor1d([...gradient]) }, batchForWeighters())));
};

// Ren et al. 2018, eq. 8 and 9, times N.
test("weights are the negative gradients, clipped at 0, with mean 1", () => {
  expect(respond([-1, 2, -3, 0, 1, 0, 0, -4])).toBeAllClose([1, 0, 3, 0, 0, 0, 0, 4]);
});

test("if no row helps, no row counts", () => {
  expect(respond([1, 2, 3, 0, 1, 0, 0, 4])).toEqual(new Array(8).fill(0));
});

// Why a config that chooses a hypergradient beside it is refused: at weights of 0 the Hessian is 0, and the factor cancels.
test.each(["identity", "finite-difference", "neumann", "unroll"] as const)(
  "the weights by hypergradient=%s are those by one-step",
  (name) => {
    const problem = regressionProblem("weights");
    const weightsBy = (hypergradient: AnyComponent<"hypergradient">): number[] => {
      const { metaGradient } = hypergradient
        .create(hypergradient.schema.parse({ name: hypergradient.name }))
        .find({ ...problem, meta: { m: tensor1d([0, 0, 0, 0, 0]) } });
      return respond([...numbersOf(metaGradient["m"]!)]);
    };
    const byOneStep = weightsBy(catalogs.hypergradient.get("one-step"));
    expect(new Set(byOneStep).size).toBeGreaterThan(2);
    expect(weightsBy(catalogs.hypergradient.get(name))).toBeAllClose(byOneStep, { abs: 1e-3 });
  },
);
