export type { CommandLine, CommandOption, WordsContext } from "./command-line/command-line.js";
export { findCommand } from "./command-line/find-command.js";
export { type ReadWords, readWords } from "./command-line/read-words.js";
export { configJsonSchema } from "./config-json-schema.js";
export { applyOverrides, type ConfigTree, mergeConfig, normalizeRoles } from "./compose-config.js";
export { loadYaml, toYaml } from "./load-yaml.js";
export { isOverride, type Override, parseOverride, refuseRepeated, spreadOverride } from "./override.js";
export { type ConfigValue, parseValue } from "./parse-value.js";
export {
  type CatalogsByRole,
  type ComponentConfig,
  listName,
  listRolesOf,
  parseComponent,
  parseRunConfig,
  rolesOf,
  type RunConfig,
  settingElsewhere,
} from "./run-config.js";
export { componentText, roleText, settingText } from "./describe.js";
export { mergeCatalogs } from "./merge-catalogs.js";
export { type Reader, type RunContainer, runContainer } from "./run-container.js";
export { planRun, type RunPlan, settingsRead } from "./run-plan.js";
export { choiceGroups, runSettings, type RunSettingsInput, settingAt, settingGroups, settingNames } from "./run-settings.js";
export { isReserved, refuseReserved } from "./reserved-names.js";
export { refuseUnused } from "./unused-settings.js";
