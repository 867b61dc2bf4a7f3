import { settingGroups } from "@evenkeel/compose";

/** Top-level keys, and what stands below one: `model`, `model.head`; of a group of settings the inner ones alone. */
export function overlayPaths(overlay: Readonly<Record<string, unknown>>): string[] {
  const inner = (key: string, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.keys(value)
          .filter((name) => name !== "name")
          .map((name) => `${key}.${name}`)
      : [];
  return Object.entries(overlay).flatMap(([key, value]) => [...(settingGroups.includes(key) ? [] : [key]), ...inner(key, value)]);
}
