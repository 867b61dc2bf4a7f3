import type { AnyComponent, Schedule } from "@evenkeel/core";
import { goldenCases } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import { catalogs } from "../index.js";

function scheduleOf(name: string, config: object = {}): Schedule {
  const component: AnyComponent<"schedule"> = catalogs.schedule.get(name);
  return component.create(component.schema.parse({ ...config, name }));
}

const BASE = 0.1;
/** By the names of the cases: CIFAR's 200 epochs of LDAM-DRW, 300 epochs of From SMOTE to Mixup, and PyTorch's schedulers. */
const schedules: Readonly<Record<string, Schedule>> = {
  "lr-200": scheduleOf("multi-step", { warmup: 5, gamma: 0.01, milestones: [160, 180] }),
  "lr-300": scheduleOf("multi-step", { warmup: 5, gamma: 0.1, milestones: [150, 250] }),
  multistep: scheduleOf("multi-step", { milestones: [6, 12, 15], gamma: 0.1 }),
  cosine: scheduleOf("cosine", { epochs: 20, last: 0.001 / BASE }),
  exponential: scheduleOf("exponential", { gamma: 0.9 }),
  step: scheduleOf("step", { every: 4, gamma: 0.5 }),
  linear_warmup: scheduleOf("linear-warmup", { epochs: 5, first: 0.1 }),
};

describe("gives the rates of the papers and of torch.optim.lr_scheduler", () => {
  const cases = goldenCases<{ base: number }, { lr_by_epoch: number[] }>("schedules").filter(({ name }) => schedules[name]);
  test.each(cases)("$name", ({ name, expected: { lr_by_epoch: expected } }) => {
    const at = (epoch: number) => ({ epoch, batch: 0, step: epoch, progress: epoch / expected.length, epochs: expected.length });
    const rates = expected.map((_, epoch) => BASE * schedules[name]!(at(epoch)));
    expect(rates).toBeAllClose(expected, { abs: 1e-12, rel: 1e-10 });
  });
  test("all of them", () => expect(cases.length).toBe(Object.keys(schedules).length));
});

test("a cosine without epochs of its own ends with the run; a constant is 1", () => {
  const at = (epoch: number) => ({ epoch, batch: 0, step: 0, progress: 0, epochs: 10 });
  expect([0, 5, 10].map((epoch) => scheduleOf("cosine")(at(epoch)))).toBeAllClose([1, 0.5, 0], { abs: 1e-15, rel: 0 });
  expect(scheduleOf("constant")(at(3))).toBe(1);
});
