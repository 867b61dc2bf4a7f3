import { randomState } from "@evenkeel/core";
import { randomRows } from "@evenkeel/testing";
import { expect, test } from "vitest";
import classBalanced from "./anchor/class-balanced.js";
import uniform from "./coefficient/uniform.js";
import { catalogs } from "./components.gen.js";
import nearestSameClass from "./partner/nearest-same-class.js";
import pairing from "./sampler/pairing.js";
import { simplify } from "./simplify.js";

test("every label rule is hard with partners of the same class", () => {
  expect(simplify({ partner: { name: "nearest-same-class" }, label: { name: "margin-aware" } })).toEqual({
    label: { name: "hard" },
    because: "nearest-same-class partners are of the anchor's class, so label=margin-aware equals label=hard",
  });
  expect(simplify({ partner: { name: "nearest-same-class" }, label: { name: "hard" } })).toBeNull();
  expect(simplify({ partner: { name: "uniform" }, label: { name: "soft" } })).toBeNull();
});

test("and makes the same rows", () => {
  const train = randomRows(1, [30, 9]);
  const targets = catalogs.label.names.map((name) => {
    const component = catalogs.label.get(name);
    const { name: _, ...settings } = component.schema.parse({ name }) as { name: string };
    const parts = [
      classBalanced.create({ perRow: 1 }),
      nearestSameClass.create({ kNeighbors: 3, space: "input" }),
      uniform.create({ per: "example" }),
      component.create(settings),
    ] as const;
    const { features, targets } = pairing.create({}, ...parts).resample(train, { classCounts: [30, 9] }, randomState(2)).synthetic!;
    return { features, targets: Array.from(targets, (share) => Math.round(share * 1e6) / 1e6) };
  });
  for (const other of targets) expect(other).toEqual(targets[0]);
});
