import { choiceGroups, type CatalogsByRole, mergeCatalogs } from "@evenkeel/compose";
import { type AnyComponent, catalog, type RoleName, UserError } from "@evenkeel/core";
import { builtIn as typed } from "./built-in.js";
import { CONF } from "./package-folder.js";
import { type Presets, readPresets } from "./presets.js";

const builtIn: CatalogsByRole = typed;

/** What runs and comparisons are made with. It is passed, never imported: a project has components and config of its own beside ours. */
export interface Workbench {
  /** Every component there is, by role in config. */
  readonly catalogs: CatalogsByRole;
  /** What is chosen by name in config, so that `sampler=smote` and `engine=native` say it all. */
  readonly choices: readonly string[];
  /** Folders of config files, ours first: a later one lies over an earlier. */
  readonly conf: readonly string[];
  /** Components with settings under names of their own. */
  readonly presets: Presets;
  /** The folder of the project that it is of, from which a worker opens it again; null without one. */
  readonly project: string | null;
  /** Files of components that are not ours, by `role=name`. */
  readonly ownFiles: ReadonlyMap<string, string>;
  /** Whether any component is not ours, of a file or of a script. */
  readonly hasOwn: boolean;
}

/** A component that is not ours, and the file that it is in; null for one that was made in a script. */
export interface OwnComponent {
  readonly component: AnyComponent;
  readonly file: string | null;
}

/** The same with components of a script beside the others: none of them may hide one. */
export function withOwn(bench: Workbench, components: readonly AnyComponent[]): Workbench {
  if (components.length === 0) return bench;
  const twin = components.find(({ role, name }) => bench.catalogs[role]?.names.includes(name));
  if (twin)
    throw new UserError(`components: expected a name that no other ${twin.role} has, got ${twin.role}=${twin.name}. Give it another.`);
  const catalogs = extended(bench.catalogs, components);
  return { ...bench, catalogs, hasOwn: true };
}

/** Our components and config, with others beside them. */
export function workbenchOf(own: readonly OwnComponent[] = [], project: string | null = null, conf: readonly string[] = []): Workbench {
  const catalogs = extended(
    builtIn,
    own.map(({ component }) => component),
  );
  return {
    catalogs,
    choices: [...Object.keys(catalogs), ...choiceGroups],
    conf: [CONF, ...conf],
    presets: readPresets(conf, catalogs),
    project,
    hasOwn: own.length > 0,
    ownFiles: new Map(own.flatMap(({ component: { role, name }, file }) => (file === null ? [] : [[`${role}=${name}`, file] as const]))),
  };
}

function extended(under: CatalogsByRole, own: readonly AnyComponent[]): CatalogsByRole {
  const changed = [...new Set(own.map(({ role }) => role as RoleName))].map((role) => {
    const components = own.flatMap((component) => (component.role === role ? [[component.name, component] as const] : []));
    return [role, catalog(role, { ...under[role]?.components, ...Object.fromEntries(components) })] as const;
  });
  return mergeCatalogs([under, Object.fromEntries(changed)]);
}
