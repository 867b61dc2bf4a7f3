/** The known word that differs from `word` by few letters, as a question with a space before it; else nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known);
  return nearest === null ? "" : ` Did you mean \`${nearest}\`?`;
}

/** The known word that differs from `word` by few letters, or null. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  const nearest = known.map((name) => [editDistance(word.toLowerCase(), name.toLowerCase()), name] as const).sort(([a], [b]) => a - b)[0];
  return nearest && nearest[0] <= Math.min(Math.max(2, word.length / 4), word.length - 1) ? nearest[1] : null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
