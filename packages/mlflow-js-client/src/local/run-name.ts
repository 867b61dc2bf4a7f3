import { randomInt } from "node:crypto";

const adjectives = ["brisk", "calm", "clear", "eager", "even", "fair", "keen", "level", "quiet", "steady", "swift", "true"];
const nouns = ["anchor", "boom", "buoy", "compass", "harbour", "hull", "jib", "keel", "mast", "oar", "rudder", "tiller"];

/** A name for a run that was given none, as MLflow makes one. */
export function randomRunName(): string {
  const pick = (words: readonly string[]): string => words[randomInt(words.length)]!;
  return `${pick(adjectives)}-${pick(nouns)}-${randomInt(1000)}`;
}
