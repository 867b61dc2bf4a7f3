import { type AnyComponent, type Dataset, type Split, streams } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";
import { randomDataset } from "./random-dataset.js";

/** How a protocol is tried. */
export interface ProtocolCase extends ComponentCase {
  /** Rows of each class of the data; 60 and 30 unless said. */
  readonly classCounts?: readonly number[];
  /** Whether nothing in it is drawn, as of fixed splits: then the streams change nothing. */
  readonly isFixed?: boolean;
  /** The data whose rows it names, if it names some. */
  readonly dataset?: Dataset;
}

const ROLES = ["train", "meta", "validation", "test"] as const;

/** What every protocol must hold to. */
export function testProtocol(
  component: AnyComponent<"protocol">,
  { classCounts = [60, 30], isFixed = false, dataset = randomDataset(5, classCounts), ...given }: ProtocolCase = {},
): void {
  describe(`${component.name} holds to the contract of a protocol`, () => {
    const protocol = madeOf(component, given);
    const trials = Array.from({ length: protocol.numTrials }, (_, trial) => trial);
    const split = (trial: number, seed = 1): Split => madeOf(component, given).split(dataset, trial, streams(seed));
    const labelOf = new Map(Array.from(dataset.rowIds, (id, position) => [id, dataset.labels[position]!]));
    const idsOf = (of: Split): number[] => ROLES.flatMap((role) => of[role] ?? []);

    test("has trials, and says in a sentence what it does", () => {
      expect(trials.length).toBeGreaterThan(0);
      expect(protocol.description.trim()).not.toBe("");
    });

    test("names rows of the data by their ids, each in one role and once", () => {
      for (const trial of trials) {
        const ids = idsOf(split(trial));
        expect(ids.filter((id) => !labelOf.has(id))).toEqual([]);
        expect(new Set(ids).size).toBe(ids.length);
      }
    });

    test("has rows of every class to train on and to test", () => {
      for (const trial of trials) {
        const { train, test: tested } = split(trial);
        for (const ids of [train, tested]) expect(new Set(ids.map((id) => labelOf.get(id))).size).toBe(dataset.numClasses);
      }
    });

    test("is a function of data, trial and streams, whatever was split before", () => {
      const last = trials.at(-1)!;
      const alone = split(last);
      const after = madeOf(component, given);
      trials.forEach((trial) => after.split(dataset, trial, streams(1)));
      expect(after.split(dataset, last, streams(1))).toEqual(alone);
      expect(JSON.stringify(split(0, 2)) === JSON.stringify(split(0))).toBe(isFixed);
    });

    test("splits each trial in its own way", () => {
      const all = trials.map((trial) => JSON.stringify(split(trial)));
      expect(new Set(all).size).toBe(trials.length);
    });

    test("reads no feature: the scores of a trial cannot have chosen its rows", () => {
      const others = { ...dataset, values: dataset.values.map((value) => 3 - value) };
      expect(protocol.split(others, 0, streams(1))).toEqual(split(0));
    });

    test("counts labelled rows of every class, of which no trial has more", () => {
      const counts = protocol.classCounts(dataset);
      expect(counts.length).toBe(dataset.numClasses);
      expect(counts.every((count) => count > 0)).toBe(true);
    });
  });
}
