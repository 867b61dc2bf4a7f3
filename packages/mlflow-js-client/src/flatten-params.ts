/**
 * Nested settings as MLflow params: `{ model: { hidden: [64, 32] } }` → `{ "model.hidden": "[64,32]" }`.
 *
 * Arrays and empty objects become JSON; null is `null`; undefined is left out.
 */
export function flattenParams(settings: Readonly<Record<string, unknown>>, prefix = ""): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings)) {
    const key = prefix + name;
    if (value === undefined) continue;
    if (isPlainObject(value) && Object.keys(value).length > 0) Object.assign(flat, flattenParams(value, `${key}.`));
    else
      flat[key] =
        typeof value === "object" && value !== null && !(value instanceof Date)
          ? JSON.stringify(value)
          : String(value instanceof Date ? value.toISOString() : value);
  }
  return flat;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value) as never);
}
