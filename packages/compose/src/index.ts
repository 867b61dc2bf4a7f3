export { applyOverrides, type ConfigTree, mergeConfig, normalizeRoles } from "./compose-config.js";
export { loadYaml, toYaml } from "./load-yaml.js";
export { isOverride, type Override, parseOverride, refuseRepeated, spreadOverride } from "./override.js";
export { type ConfigValue, parseValue } from "./parse-value.js";
export {
  type CatalogsByRole,
  type ComponentConfig,
  parseRunConfig,
  rolesOf,
  type RunConfig,
  runSettings,
  settingElsewhere,
} from "./run-config.js";
export { type RunContainer, runContainer } from "./run-container.js";
export { isReserved, refuseReserved } from "./reserved-names.js";
export { refuseUnused } from "./unused-settings.js";
