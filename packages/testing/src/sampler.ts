import {
  type AnyComponent,
  countClasses,
  type AnyRows,
  NotPossibleError,
  randomState,
  type Resampled,
  type Rows,
  sizeOf,
} from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomRows } from "./rows-of.js";

/** How a sampler is tried. */
export interface SamplerCase {
  readonly config?: object;
  readonly deps?: readonly unknown[];
  /** Rows of the smallest class; more than the neighbours that the sampler needs. */
  readonly smallest?: number;
  /** How far apart the centres of the classes are; samplers that clean may remove a class that lies within another. */
  readonly separation?: number;
}

/** What every sampler must hold to, on random rows of two or three classes. */
export function testSampler(
  component: AnyComponent<"sampler">,
  { config = {}, deps = [], smallest = 6, separation = 0 }: SamplerCase = {},
): void {
  const { name: _, ...parsed } = component.schema.parse({ name: component.name, ...config }) as { name: string };
  const resample = (train: AnyRows, seed: number): Resampled =>
    component.create(parsed, ...deps).resample(train, { classCounts: countClasses(train.labels, train.numClasses) }, randomState(seed));
  const classCounts = fc.array(fc.integer({ min: smallest, max: smallest + 14 }), { minLength: 2, maxLength: 3 });
  // A sampler may say that rows are not for it, as one that cleans does of a class of which nothing would remain: other rows are drawn.
  const unlessRefused = (claim: () => void): void => {
    try {
      claim();
    } catch (error) {
      fc.pre(!(error instanceof NotPossibleError));
      throw error;
    }
  };
  const holds = (claim: (train: AnyRows, seed: number) => void): void =>
    fc.assert(
      fc.property(classCounts, fc.nat(), (counts, seed) => unlessRefused(() => claim(apart(randomRows(seed, counts), separation), seed))),
      { numRuns: 30, maxSkipsPerRun: 1 },
    );

  describe(`${component.name} holds to the contract of a sampler`, () => {
    test("gives positions in the training rows, and keeps every class", () => {
      holds((train, seed) => {
        const { rows } = resample(train, seed);
        expect(rows.every((row) => row >= 0 && row < train.count)).toBe(true);
        expect(new Set(Array.from(rows, (row) => train.labels[row])).size).toBe(train.numClasses);
      });
    });

    test("gives the same rows from the same seed, and leaves what it was given as it was", () => {
      holds((train, seed) => {
        const before = structuredClone(train);
        expect(resample(train, seed)).toEqual(resample(train, seed));
        expect(train).toEqual(before);
      });
    });

    test("makes synthetic rows that are sums of training rows where it says so", () => {
      holds((train, seed) => {
        const resampled = resample(train, seed);
        expect(() => checkConvexSums(resampled, train)).not.toThrow();
      });
    });

    test("gives every synthetic row a label distribution", () => {
      holds((train, seed) => {
        const { synthetic } = resample(train, seed);
        for (let i = 0; i < (synthetic?.count ?? 0); i++) {
          const target = Array.from(synthetic!.targets.subarray(i * train.numClasses, (i + 1) * train.numClasses));
          expect(target.every((share) => share >= 0)).toBe(true);
          expect(target.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
        }
      });
    });
  });
}

function apart(rows: Rows<Float64Array>, separation: number): Rows<Float64Array> {
  const width = sizeOf(rows.featureShape);
  return { ...rows, features: rows.features.map((value, i) => value + separation * rows.labels[Math.floor(i / width)]!) };
}

function checkConvexSums({ synthetic }: Resampled, train: AnyRows): void {
  if (!synthetic) return;
  const {
    count,
    features,
    origin: { parents, relation },
  } = synthetic;
  const width = sizeOf(train.featureShape);
  const position = new Map(Array.from(train.ids, (id, place) => [id, place]));
  expect(parents.ids.every((id) => position.has(id))).toBe(true);
  expect(parents.offsets.length).toBe(count + 1);
  // Of what was learned by whoever made it elsewhere, nobody may know the parents.
  const isLearned = train.blocks.every(({ name }) => relation[name] === "learned");
  for (let i = 0; i < count; i++) {
    if (isLearned && parents.offsets[i] === parents.offsets[i + 1]) continue;
    const own = Array.from({ length: parents.offsets[i + 1]! - parents.offsets[i]! }, (_, j) => parents.offsets[i]! + j);
    expect(own.every((j) => parents.weights[j]! > 0)).toBe(true);
    expect(own.reduce((sum, j) => sum + parents.weights[j]!, 0)).toBeCloseTo(1, 12);
    // Being a sum is a claim of the sampler, block by block.
    for (const block of train.blocks.filter(({ name }) => relation[name] === "convex"))
      for (let column = block.offset; column < block.offset + block.width; column++) {
        const sum = own.reduce(
          (total, j) => total + parents.weights[j]! * train.features[position.get(parents.ids[j]!)! * width + column]!,
          0,
        );
        expect(features[i * width + column]).toBeCloseTo(sum, 9);
      }
  }
}
