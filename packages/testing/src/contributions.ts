import { checkGradients, numbersOf, scope } from "@evenkeel/autodiff";
import type { AnyComponent, Tree } from "@evenkeel/core";
import { tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { useCpu } from "./backend.js";
import { type ComponentCase, madeOf } from "./case-of.js";
import { rowsForWeighters } from "./weighter.js";

/** What every index of contributions must hold to. */
export function testIndex(component: AnyComponent<"index">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of an index`, () => {
    const { name: _, ...config } = component.schema.parse({ name: component.name, ...given.config }) as { name: string };
    const { perSyntheticRow = false } = component.declares(config, () => ({}) as never) as { perSyntheticRow?: boolean };

    test("gives every synthetic row an entry that there is, the same each time", () => {
      const index = madeOf(component, given);
      const rows = rowsForWeighters();
      const count = index.numParameters(rows);
      const entries = Array.from(index.parameterOf(rows));
      expect(entries.length).toBe(rows.synthetic!.count);
      expect(entries.filter((entry) => !Number.isInteger(entry) || entry < 0 || entry >= count)).toEqual([]);
      expect(Array.from(index.parameterOf(rows))).toEqual(entries);
    });

    test("numbers its groups by what stays when rows are drawn anew, if and only if it does not say that an entry is a row's own", () => {
      const index = madeOf(component, given);
      const rows = rowsForWeighters();
      const { synthetic } = rows;
      const fewer = { ...rows, synthetic: { ...synthetic!, count: 2, labels: synthetic!.labels.subarray(0, 2) } };
      expect(index.numParameters(fewer) === index.numParameters(rows)).toBe(!perSyntheticRow);
    });
  });
}

/** What every constraint of contributions must hold to. */
export function testConstraint(component: AnyComponent<"constraint">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of a constraint`, () => {
    useCpu();
    const { name: _, ...config } = component.schema.parse({ name: component.name, ...given.config }) as { name: string };
    const { meanIsOne = false } = component.declares(config, () => ({}) as never) as { meanIsOne?: boolean };
    const free = [0.4, -1.3, 2.1, 0.2];
    const weightsAt = (values: readonly number[]): number[] =>
      scope(() => {
        const constraint = madeOf(component, given);
        return Array.from(numbersOf(constraint.apply(tensor1d([...values]), constraint.facts(rowsForWeighters()) as Tree)));
      });

    test("weighs every row 1 where it starts, and none less than 0", () => {
      const { start } = madeOf(component, given);
      for (const weight of weightsAt(free.map(() => start))) expect(weight).toBeCloseTo(1, 5);
      expect(weightsAt(free).filter((weight) => !(weight >= 0))).toEqual([]);
      expect(new Set(weightsAt(free)).size).toBeGreaterThan(1);
    });

    test("holds the mean of a class at 1 if and only if it says so", () => {
      const { labels } = rowsForWeighters().synthetic!;
      const weights = weightsAt(free);
      const means = [...new Set(labels)].map((label) => {
        const own = weights.filter((_weight, row) => labels[row] === label);
        return own.reduce((sum, weight) => sum + weight, 0) / own.length;
      });
      expect(means.every((mean) => Math.abs(mean - 1) < 1e-5)).toBe(meanIsOne);
    });

    test("can be differentiated", () => {
      const errors = scope(() => {
        const constraint = madeOf(component, given);
        const facts = constraint.facts(rowsForWeighters()) as Tree;
        return checkGradients((at: Tree) => constraint.apply(at["free"]!, facts), { free: tensor1d(free) });
      });
      expect(errors.tangent).toBeLessThan(0.01);
    });
  });
}
