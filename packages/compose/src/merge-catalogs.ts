import { type Catalog, roles } from "@evenkeel/core";
import type { CatalogsByRole } from "./run-config.js";

/** Every component of several packages, by role, in the order of the table of roles; a role that chooses among another's has that catalog. */
export function mergeCatalogs(parts: readonly CatalogsByRole[]): CatalogsByRole {
  const merged: Readonly<Record<string, Catalog>> = Object.assign({}, ...parts);
  return Object.fromEntries(
    Object.entries(roles).flatMap(([role, { among }]) => {
      const own = merged[role] ?? (among !== undefined ? merged[among] : undefined);
      return own ? [[role, { ...own, role }]] : [];
    }),
  );
}
