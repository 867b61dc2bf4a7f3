import { UserError } from "@evenkeel/core";

/** Names that every JavaScript object has: as keys they would be read as what they are, not as what was written. */
export function isReserved(name: string): boolean {
  return name in Object.prototype || name === "prototype";
}

/**
 * Refuses a reserved name as a key anywhere in a config.
 *
 * @param place - what the message begins with: the file, the override.
 */
export function refuseReserved(config: unknown, place: string): void {
  if (typeof config !== "object" || config === null) return;
  for (const key of Reflect.ownKeys(config)) {
    if (typeof key === "string" && isReserved(key))
      throw new UserError(
        `${place}: expected names of settings, classes and methods, got \`${key}\`, which JavaScript keeps for itself. Use another name.`,
      );
    refuseReserved((config as Record<PropertyKey, unknown>)[key], place);
  }
}
