import { type Component, type Metric, type Role, type Token, type Tokens, token, tokenName } from "@evenkeel/core";
import { Container, ContainerModule } from "inversify";
import type { CatalogsByRole, RunConfig } from "./run-config.js";

/** The components of one run, made on demand. Built at the composition root only; nobody else sees a container. */
export interface RunContainer {
  get<Name extends keyof Tokens>(role: Name): Role<Name>;
  readonly metrics: readonly Metric[];
  /** Hands over what components may ask for and only the data can tell. */
  provide<Service>(what: Token<Service>, value: Service): void;
  /** The roles that were asked for so far, by the root or by a component. */
  used(): ReadonlySet<string>;
}

/** One container per run: every role is bound to the component that the config names, as a singleton. */
export function runContainer(config: RunConfig, catalogs: CatalogsByRole): RunContainer {
  const container = new Container();
  const used = new Set<string>();
  for (const [role, chosen] of Object.entries(config.components)) {
    container.load(bindComponent(token(role), catalogs[role]!.get(chosen.name), chosen, used));
  }
  return {
    get: (role) => container.get(token(role) as never),
    metrics: config.metrics.map((chosen) => catalogs["metric"]!.get(chosen.name).create(chosen as never) as Metric),
    provide: (what, value) => void container.bind(what as symbol).toConstantValue(value),
    used: () => used,
  };
}

function bindComponent<Service>(
  role: Token<Service>,
  component: Component<Service>,
  config: { readonly name: string },
  used: Set<string>,
): ContainerModule {
  const make = (...deps: unknown[]): Service => {
    used.add(tokenName(role));
    return component.create(config as never, ...deps);
  };
  return new ContainerModule(({ bind }) => {
    bind(role as symbol)
      .toResolvedValue(make as never, [...component.inject] as never)
      .inSingletonScope();
  });
}
