/** A setting that two configs have not in common: `optimizer.learningRate: 0.001, now 0.01`. */
export interface Difference {
  readonly path: string;
  readonly before: string;
  readonly now: string;
}

const NOTHING = "not set";

/** The leaves in which two plain values differ, by dotted path. A value that became another kind of component is named once. */
export function differencesOf(before: unknown, now: unknown, path: readonly string[] = []): Difference[] {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  const isTree = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isTree(before) || !isTree(now)) return [{ path: path.join("."), before: shown(before), now: shown(now) }];
  if (typeof before["name"] === "string" && typeof now["name"] === "string" && before["name"] !== now["name"])
    return [{ path: path.join("."), before: before["name"], now: now["name"] }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return keys.flatMap((key) => differencesOf(before[key], now[key], [...path, key]));
}

function shown(value: unknown): string {
  if (value === undefined) return NOTHING;
  if (typeof value === "object" && value !== null && "name" in value) return String(value.name);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** The differences of several methods, each named once with the methods that it is about. */
export function differencesText(byMethod: ReadonlyMap<string, readonly Difference[]>): string {
  const methods = new Map<string, string[]>();
  for (const [method, differences] of byMethod) {
    for (const { path, before, now } of differences) {
      const text = `${path}: ${before}, now ${now}`;
      methods.set(text, [...(methods.get(text) ?? []), method]);
    }
  }
  return [...methods].map(([text, names]) => (names.length === byMethod.size ? text : `${text} (${names.join(", ")})`)).join("; ");
}
