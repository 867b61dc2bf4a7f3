import { type CatalogsByRole, componentText, roleText, runSettings, settingNames, settingText } from "@evenkeel/compose";
import { didYouMean, jsonSchemaOf, UserError } from "@evenkeel/core";
import { comparisonSettings } from "@evenkeel/experiment";
import type { Arguments } from "../arguments.js";

/** What the settings of an experiment are asked for by. */
const COMPARISON = "comparison";

/** `evenkeel components [role] [name]` */
export default async function components({ bench: { catalogs, presets }, words: [role, name] }: Arguments): Promise<number> {
  if (role === undefined) {
    for (const key of Object.keys(catalogs)) process.stdout.write(roleText(key, catalogs[key]!, presets.get(key)));
    return 0;
  }
  const settings =
    role === COMPARISON
      ? Object.entries(comparisonSettings())
      : [...runSettings].flatMap(([path, { schema }]) =>
          path === role || path.startsWith(`${role}.`) ? [[path, jsonSchemaOf(schema)] as const] : [],
        );
  if (settings.length > 0 && name === undefined) {
    for (const [path, setting] of settings) process.stdout.write(settingText(path, setting));
    return 0;
  }
  const catalog = Object.hasOwn(catalogs, role) ? catalogs[role] : undefined;
  if (!catalog)
    throw new UserError(
      `components: expected one of ${[...Object.keys(catalogs), ...settingNames, COMPARISON].join(", ")}, got \`${role}\`.${hint(catalogs, role)}`,
    );
  const names = name === undefined ? catalog.names : [name];
  for (const each of names) process.stdout.write(componentText(catalogs, role, catalog.get(each)));
  return 0;
}

/** A misspelt role, or the name of a component without its role. */
function hint(catalogs: CatalogsByRole, word: string): string {
  const role = Object.keys(catalogs).find((each) => catalogs[each]!.names.includes(word));
  return role
    ? ` Did you mean \`evenkeel components ${role} ${word}\`?`
    : didYouMean(word, [...Object.keys(catalogs), ...settingNames, COMPARISON]);
}
