import type { RunConfig } from "@evenkeel/compose";
import { catalogs } from "../catalogs.js";

/**
 * Settings that something reads and that have no effect beside the others, by path, each with the reason as a sentence.
 *
 * Of its own settings a component says so itself; here is what several say together.
 */
export function idleSettings({ components, condition }: Pick<RunConfig, "components" | "condition">): ReadonlyMap<string, string> {
  const own = Object.entries(components).flatMap(([role, chosen]) => {
    const component = catalogs[role]!.get(chosen.name);
    return Object.entries(component.idle?.(chosen as never) ?? {}).map(([setting, because]) => ({ path: `${role}.${setting}`, because }));
  });
  const isSelf = components["partner"]!.name === "self" && "`partner=self` mixes each row with itself, whatever the coefficient.";
  const coefficient = Object.keys(components["coefficient"]!).map((key) => ({
    path: key === "name" ? "coefficient" : `coefficient.${key}`,
    because: isSelf,
  }));
  const planted = { path: "protocol.planted", because: condition !== "planted" && "no row is planted under `condition=clean`." };
  return new Map([...own, ...coefficient, planted].flatMap(({ path, because }) => (because ? [[path, because] as const] : [])));
}
