import { countClasses, randomState } from "@evenkeel/core";
import { randomRows, testMixer } from "@evenkeel/testing";
import { expect, test } from "vitest";
import uniform from "../coefficient/uniform.js";
import soft from "../label/soft.js";
import nearestSameClass from "../partner/nearest-same-class.js";
import pairing from "./pairing.js";

const parts = [nearestSameClass.create({ kNeighbors: 3, space: "input" }), uniform.create({ per: "example" }), soft.create({})] as const;

testMixer(pairing, { deps: parts });

test("partners follow the part: here of the anchor's class", () => {
  const train = randomRows(1, [30, 8]);
  const { anchor, partner } = pairing.create({ at: "input" }, ...parts).pair(
    Int32Array.from({ length: 20 }, (_, i) => i),
    train,
    countClasses(train.labels, 2),
    randomState(2),
  )!;
  expect(Array.from(partner, (row) => train.labels[row])).toEqual(Array.from(anchor, (row) => train.labels[row]));
});
