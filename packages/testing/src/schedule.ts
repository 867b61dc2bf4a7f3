import type { AnyComponent } from "@evenkeel/core";
import { expect, test } from "vitest";
import { goldenCases } from "./goldens.js";
import { relativeError } from "./relative-error.js";

const BASE = 0.1;

/** Its factor at each of so many epochs. */
export function factorsOf(component: AnyComponent<"schedule">, epochs: number, config: object = {}): number[] {
  const schedule = component.create(component.schema.parse({ ...config, name: component.name }));
  return Array.from({ length: epochs }, (_, epoch) => schedule({ epoch, batch: 0, step: epoch, progress: epoch / epochs, epochs }));
}

/** Holds a schedule with these settings against the rates of a paper, or of `torch.optim.lr_scheduler`, by the name of the case. */
export function testSchedule(component: AnyComponent<"schedule">, golden: string, config: object): void {
  test(`gives the rates of ${golden}`, () => {
    const { expected } = goldenCases<object, { lr_by_epoch: number[] }>("schedules").find(({ name }) => name === golden)!;
    const rates = factorsOf(component, expected.lr_by_epoch.length, config).map((factor) => BASE * factor);
    expect(relativeError(rates, expected.lr_by_epoch)).toBeLessThan(1e-12);
  });
}
