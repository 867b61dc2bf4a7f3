import { defineSampler } from "@evenkeel/core";
import { z } from "zod";
import { type Cleaning, cleaningSampler } from "../cleaning-sampler.js";
import { nearestNeighbours } from "../neighbours.js";
import { cleaningStrategy } from "../reducing-strategy.js";

/**
 * Removes rows whose nearest rows are not of their class. Rows come class by class. Of rows at the same distance the first is
 * nearer.
 *
 * A class that would lose all its rows is refused; imbalanced-learn drops it without a word.
 */
export default defineSampler({
  name: "edited-nearest-neighbours",
  summary: "removes rows that their nearest rows disagree with",
  paper: {
    authors: "D. L. Wilson",
    title: "Asymptotic Properties of Nearest Neighbor Rules Using Edited Data",
    venue: "IEEE Transactions on Systems, Man, and Cybernetics 2, 1972",
    url: "https://doi.org/10.1109/TSMC.1972.4309137",
  },
  config: {
    kNeighbors: z.int().min(1).default(3).describe("nearest rows that are asked"),
    kind: z
      .enum(["all", "mode"])
      .default("all")
      .describe("all: every one must be of the row's class; mode: their most frequent class must be, the first among equals"),
    samplingStrategy: cleaningStrategy,
  },
  create: ({ kNeighbors, kind, samplingStrategy }) =>
    cleaningSampler("edited-nearest-neighbours", samplingStrategy, (cleaning) => editedRows(cleaning, kNeighbors, kind)),
});

/** The rows that their neighbours agree with, class by class; of a class that is not cleaned, all. */
export function editedRows({ train, positions, isCleaned }: Cleaning, kNeighbors: number, kind: "all" | "mode"): Int32Array {
  const all = Int32Array.from(train.labels.keys());
  const agrees = (row: number): boolean => {
    const label = train.labels[row]!;
    const votes = Array.from(nearestNeighbours(train, row, all, kNeighbors), (neighbour) => train.labels[neighbour]!);
    return kind === "all" ? votes.every((vote) => vote === label) : mostFrequent(votes, train.numClasses) === label;
  };
  return Int32Array.from(positions.flatMap((own, label) => [...(isCleaned[label] ? own.filter(agrees) : own)]));
}

function mostFrequent(votes: readonly number[], numClasses: number): number {
  const counts = Array.from({ length: numClasses }, (_, label) => votes.filter((vote) => vote === label).length);
  return counts.indexOf(Math.max(...counts));
}
