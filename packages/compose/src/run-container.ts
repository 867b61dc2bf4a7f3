import { type AnyComponent, type Chosen, type Phase, type ReadBy, type Token, token } from "@evenkeel/core";
import { Container, ContainerModule } from "inversify";
import { type CatalogsByRole, listRolesOf, type RunConfig } from "./run-config.js";
import type { RunPlan } from "./run-plan.js";

/** The only way of a phase to components: it cannot ask for what the table of roles does not let it read. */
export interface Reader<P extends Phase> {
  /** The component of a role, or all of one that a run has many of; made when it is first asked for. */
  get<Name extends ReadBy<P>>(role: Name): Chosen<Name>;
}

/** The components of one run, made on demand. Built at the composition root only; nobody else sees a container. */
export interface RunContainer {
  /** @throws if the run has no such phase: what it would read is none of this run. */
  reader<P extends Phase>(phase: P): Reader<P>;
  /** Hands over what components may ask for and only the data can tell. */
  provide<Service>(what: Token<Service>, value: Service): void;
  /** Makes everything that the run reads, but what waits for a finding: what is wrong with a config shows before anything trains. */
  make(): void;
}

/** One container per run: every role is bound to the component that the config names, as a singleton. */
export function runContainer(config: RunConfig, catalogs: CatalogsByRole, plan: RunPlan): RunContainer {
  const container = new Container();
  for (const [role, chosen] of Object.entries(config.components))
    container.load(bindComponent(token(role), catalogs[role]!.get(chosen.name), chosen));
  for (const role of listRolesOf(catalogs)) {
    const components = config.lists[role]!.map((chosen) => ({ chosen, component: catalogs[role]!.get(chosen.name) }));
    container
      .bind(token(role) as symbol)
      .toDynamicValue(() => components.map(({ chosen, component }) => component.create(chosen)))
      .inSingletonScope();
  }
  return {
    reader(phase) {
      if (!plan.phases.has(phase)) throw new Error(`expected a phase of ${[...plan.phases].join(", ")}, got ${phase}.`);
      return { get: (role) => container.get(token(role)) };
    },
    provide: (what, value) => void container.bind(what as symbol).toConstantValue(value),
    make() {
      const waiting = new Set(plan.awaited.map(({ role }) => role));
      for (const role of plan.roles) if (!waiting.has(role)) container.get(token(role));
    },
  };
}

function bindComponent(role: Token<unknown>, component: AnyComponent, config: { readonly name: string }): ContainerModule {
  const make = (...deps: unknown[]): unknown => component.create(config, ...deps);
  return new ContainerModule(({ bind }) => {
    bind(role as symbol)
      .toResolvedValue(make as never, [...component.inject] as never)
      .inSingletonScope();
  });
}
