import { applyOverrides, type ConfigTree, mergeConfig, type Override } from "@evenkeel/compose";
import type { Overlay } from "@evenkeel/experiment";
import { withPresets } from "../workbench/presets.js";
import type { Workbench } from "../workbench/workbench.js";
import { hasSetting, nameOf } from "./normalize.js";

/** Lays a method over the common config, and over it the settings that were set for all methods, where it has them. */
export function composer(
  bench: Workbench,
  base: ConfigTree,
  common: readonly Override[],
  overlays: readonly Overlay[],
): (overlay: Overlay) => ConfigTree {
  const { catalogs, choices } = bench;
  const merged = (overlay: Overlay) => withPresets(bench, mergeConfig(base, overlay as ConfigTree, choices));
  // A setting that nobody has is laid over the method whose component has most others, for a message that names those.
  const strange = common.filter((override) => !overlays.some((overlay) => hasSetting(bench, merged(overlay), override)));
  const numSettings = (config: ConfigTree, role: string) =>
    Object.keys(catalogs[role]!.get(nameOf(config, role) ?? "").schema.shape).length;
  const isTarget = (config: ConfigTree, { path: [role] }: Override) =>
    numSettings(config, role!) === Math.max(...overlays.map((overlay) => numSettings(merged(overlay), role!)));
  return (overlay) => {
    const config = merged(overlay);
    const own = common.filter(
      (override) =>
        (hasSetting(bench, config, override) && !isSetIn(overlay, override)) || (strange.includes(override) && isTarget(config, override)),
    );
    return applyOverrides(config, own, choices);
  };
}

/** Whether a method says itself what an override sets for all. */
function isSetIn(overlay: Overlay, { path }: Override): boolean {
  return path.reduce<unknown>((tree, key) => (tree as Record<string, unknown> | undefined)?.[key], overlay) !== undefined;
}
