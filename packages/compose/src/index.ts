export { applyOverrides, type ConfigTree, mergeConfig, normalizeRoles } from "./compose-config.js";
export { loadYaml, toYaml } from "./load-yaml.js";
export { type Override, parseOverride } from "./override.js";
export { type ConfigValue, parseValue } from "./parse-value.js";
export { type CatalogsByRole, type ComponentConfig, parseRunConfig, rolesOf, type RunConfig } from "./run-config.js";
export { type RunContainer, runContainer } from "./run-container.js";
export { refuseUnused } from "./unused-settings.js";
