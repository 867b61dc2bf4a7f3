import { didYouMean, shown, UserError } from "@evenkeel/core";

/**
 * Holds what a script gives to what is read: where nothing compiles, a misspelt option would be left unread without a word.
 *
 * @param known - the options that there are.
 * @throws UserError
 */
export function checkArguments(caller: string, input: unknown, options: unknown, known: readonly string[]): void {
  if (!isPlain(input))
    throw new UserError(`${caller}: expected settings as an object, e.g. \`{ sampler: "smote" }\`, got ${shown(input)}.`);
  refuseStrange(caller, input);
  if (!isPlain(options))
    throw new UserError(`${caller}: expected options as an object, e.g. \`{ output: "outputs" }\`, got ${shown(options)}.`);
  const strange = Object.keys(options).find((key) => !known.includes(key));
  if (strange !== undefined)
    throw new UserError(
      `${caller}: expected options among ${known.join(", ")}, got \`${strange}\`.${didYouMean(strange, known) || " Settings stand in the object before."}`,
    );
}

/** Config is numbers, texts, lists and objects: anything else would be taken for an empty object. */
function refuseStrange(path: string, value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (!isPlain(value) && !Array.isArray(value))
    throw new UserError(
      `${path}: expected a number, a text, a list or an object of settings, got ${Object.prototype.toString.call(value).slice(8, -1)}.`,
    );
  for (const [key, inner] of Object.entries(value)) refuseStrange(`${path}.${key}`, inner);
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
