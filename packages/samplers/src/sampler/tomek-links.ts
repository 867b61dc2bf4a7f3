import { defineSampler } from "@evenkeel/core";
import { cleaningSampler } from "../cleaning-sampler.js";
import { nearestNeighbours } from "../neighbours.js";
import { cleaningStrategy } from "../reducing-strategy.js";

/** Removes rows of a Tomek link: two rows of different classes that are each other's nearest; of rows at the same distance the first is nearer. */
export default defineSampler({
  name: "tomek-links",
  summary: "removes rows whose nearest row is of another class and has them as nearest too",
  paper: {
    authors: "I. Tomek",
    title: "Two Modifications of CNN",
    venue: "IEEE Transactions on Systems, Man, and Cybernetics 6, 1976",
    url: "https://doi.org/10.1109/TSMC.1976.4309452",
  },
  config: { samplingStrategy: cleaningStrategy },
  create: ({ samplingStrategy }) =>
    cleaningSampler("tomek-links", samplingStrategy, ({ train, isCleaned }) => {
      const all = Int32Array.from(train.labels.keys());
      const nearest = all.map((row) => nearestNeighbours(train, row, all, 1)[0]!);
      const isLinked = (row: number): boolean => train.labels[nearest[row]!] !== train.labels[row] && nearest[nearest[row]!] === row;
      return all.filter((row) => !(isCleaned[train.labels[row]!] && isLinked(row)));
    }),
});
