import { type AnyComponent, type Condition, type Conditioned, countClasses, streams, type Trial } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { randomDataset } from "./random-dataset.js";

/** How a condition is tried. */
export interface ConditionCase {
  readonly config?: object;
}

/** A trial of 60 + 20 rows whose ids are no positions; every fourth row is tested. */
export function trialFor(trial: number = 0): Trial {
  const dataset = randomDataset(3, [60, 20]);
  const ids = Array.from(dataset.rowIds);
  const by = (rest: readonly number[]) => ids.filter((_, i) => rest.includes(i % 8));
  const split = { train: by([0, 1, 2, 3]), meta: by([4]), validation: by([5]), test: by([6, 7]) };
  return { dataset, split, classCounts: countClasses(dataset.labels, 2), trial, labels: new Map() };
}

/** What every condition must hold to. */
export function testCondition(component: AnyComponent<"condition">, { config = {} }: ConditionCase = {}): void {
  const make = (): Condition => component.create(component.schema.parse({ name: component.name, ...config }));
  const labelsOf = ({ labels }: Conditioned) => [...labels].sort(([a], [b]) => a - b);

  describe(`${component.name} ${JSON.stringify(config)} holds to the contract of a condition`, () => {
    test("gives no role a row, and no test row a label", () => {
      const trial = trialFor();
      const { split, labels } = make().apply(trial, streams(1));
      for (const role of ["train", "meta", "validation", "test"] as const)
        expect((split[role] ?? []).filter((id) => !trial.split[role]!.includes(id))).toEqual([]);
      expect(trial.split.test.filter((id) => labels.has(id))).toEqual([]);
    });

    test("names labels that are not the true ones, and no other", () => {
      const trial = trialFor();
      const trueLabels = new Map(Array.from(trial.dataset.rowIds, (id, position) => [id, trial.dataset.labels[position]!]));
      for (const [id, label] of make().apply(trial, streams(1)).labels) expect(label).not.toBe(trueLabels.get(id));
    });

    test("is a function of trial and streams", () => {
      const of = (trial: number, seed: number) => labelsOf(make().apply(trialFor(trial), streams(seed)));
      expect(of(1, 1)).toEqual(of(1, 1));
      if (of(1, 1).length === 0) return;
      expect(of(2, 1)).not.toEqual(of(1, 1));
      expect(of(1, 2)).not.toEqual(of(1, 1));
    });

    test("goes on from what another made", () => {
      const trial = trialFor();
      const [first] = trial.split.meta;
      const before = new Map([[first!, 1 - trial.dataset.labels[Array.from(trial.dataset.rowIds).indexOf(first!)]!]]);
      expect(
        make()
          .apply({ ...trial, labels: before }, streams(1))
          .labels.get(first!),
      ).toBe(before.get(first!));
      expect(before.size).toBe(1);
    });
  });
}
