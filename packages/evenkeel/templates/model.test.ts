import { testModel } from "@evenkeel/testing";
import { randomState } from "evenkeel";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testModel(myName);

test("what is special about it", () => {
  const model = myName.create({ units: 5 }, { featureShape: [4], numClasses: 3 });
  expect(model.init(randomState(1))["body/kernel"]!.shape).toEqual([4, 5]);
});
