import { distance } from "fastest-levenshtein";

/** The known word that differs from `word` by few letters, as a question with a space before it; else nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known);
  return nearest === null ? "" : ` Did you mean \`${nearest}\`?`;
}

/** The known word that differs from `word` by few letters, or null. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  const nearest = known.map((name) => [distance(word.toLowerCase(), name.toLowerCase()), name] as const).sort(([a], [b]) => a - b)[0];
  return nearest && nearest[0] <= Math.min(Math.max(2, word.length / 4), word.length - 1) ? nearest[1] : null;
}
