import type { AnyComponent } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";
import { goldenCases } from "./goldens.js";
import { relativeError } from "./relative-error.js";

const BASE = 0.1;

/** Its factor at each of so many epochs. */
export function factorsOf(component: AnyComponent<"schedule">, epochs: number, config: object = {}): number[] {
  const schedule = component.create(component.schema.parse({ ...config, name: component.name }));
  return Array.from({ length: epochs }, (_, epoch) => schedule({ epoch, batch: 0, step: epoch, progress: epoch / epochs, epochs }));
}

const EPOCHS = 12;

/** What every schedule must hold to. */
export function testSchedule(component: AnyComponent<"schedule">, given: ComponentCase = {}): void {
  describe(`${component.name} holds to the contract of a schedule`, () => {
    const places = Array.from({ length: 3 * EPOCHS }, (_, step) => ({
      epoch: Math.floor(step / 3),
      batch: step % 3,
      step,
      progress: step / (3 * EPOCHS),
      epochs: EPOCHS,
    }));
    const inOrder = places.map(madeOf(component, given));

    test("gives a finite factor that is not negative, and not 0 all the time", () => {
      expect(inOrder.filter((factor) => !(Number.isFinite(factor) && factor >= 0))).toEqual([]);
      expect(inOrder.some((factor) => factor > 0)).toBe(true);
    });

    test("is a function of the place, in whatever order it is asked", () => {
      const schedule = madeOf(component, given);
      expect([...places].reverse().map(schedule).reverse()).toEqual(inOrder);
    });

    test("has a factor for a run of one epoch", () => {
      const factor = madeOf(component, given)({ epoch: 0, batch: 0, step: 0, progress: 0, epochs: 1 });
      expect(Number.isFinite(factor) && factor >= 0).toBe(true);
    });
  });
}

/** Holds a schedule with these settings against the rates of a paper, or of `torch.optim.lr_scheduler`, by the name of the case. */
export function testRates(component: AnyComponent<"schedule">, golden: string, config: object): void {
  test(`gives the rates of ${golden}`, () => {
    const { expected } = goldenCases<object, { lr_by_epoch: number[] }>("schedules").find(({ name }) => name === golden)!;
    const rates = factorsOf(component, expected.lr_by_epoch.length, config).map((factor) => BASE * factor);
    expect(relativeError(rates, expected.lr_by_epoch)).toBeLessThan(1e-12);
  });
}
