import type { AnyComponent, RoleName, Service } from "@evenkeel/core";

/** How a component is tested: settings that it is made with, and what stands for what it is given. */
export interface ComponentCase {
  readonly config?: object;
  readonly deps?: readonly unknown[];
}

/** What a component makes of its defaults and these settings. */
export function madeOf<Role extends RoleName>(component: AnyComponent<Role>, { config = {}, deps = [] }: ComponentCase): Service<Role> {
  const { name: _, ...parsed } = component.schema.parse({ name: component.name, ...config }) as { name: string };
  return component.create(parsed, ...deps) as Service<Role>;
}
