import { type AnyComponent, type Schedule } from "@evenkeel/core";
import { goldenCases } from "@evenkeel/testing";
import { describe, expect, test } from "vitest";
import { catalogs } from "../index.js";

interface Inputs {
  readonly kind: "paper_lr" | "drw" | "multistep" | "cosine" | "exponential" | "step" | "linear_warmup";
  readonly base: number;
  readonly [key: string]: unknown;
}

/** PyTorch's schedulers by our components. */
function ours({ kind, base, ...inputs }: Inputs): { name: string; config: object } {
  switch (kind) {
    case "paper_lr":
      // CIFAR's 200 epochs of LDAM-DRW, and 300 epochs of From SMOTE to Mixup.
      return { name: "multi-step", config: inputs["epochs"] === 200 ? { warmup: 5, gamma: 0.01, milestones: [160, 180] } : { warmup: 5, gamma: 0.1, milestones: [150, 250] } };
    case "multistep":
      return { name: "multi-step", config: { milestones: inputs["milestones"], gamma: inputs["gamma"] } };
    case "cosine":
      return { name: "cosine", config: { epochs: inputs["t_max"], last: (inputs["eta_min"] as number) / base } };
    case "exponential":
      return { name: "exponential", config: { gamma: inputs["gamma"] } };
    case "step":
      return { name: "step", config: { every: inputs["step_size"], gamma: inputs["gamma"] } };
    case "linear_warmup":
      return { name: "linear-warmup", config: { epochs: inputs["total_iters"], first: inputs["start_factor"] } };
    case "drw":
      throw new RangeError("drw is no schedule of the learning rate.");
  }
}

function scheduleOf({ name, config }: { name: string; config: object }): Schedule {
  const component: AnyComponent<Schedule> = catalogs.schedule.get(name);
  return component.create(component.schema.parse({ name, ...config }));
}

const cases = goldenCases<Inputs, { lr_by_epoch: number[] }>("schedules").filter(({ inputs }) => inputs.kind !== "drw");

describe("gives the rates of torch.optim.lr_scheduler", () => {
  test.each(cases)("$name", ({ inputs, expected }) => {
    const schedule = scheduleOf(ours(inputs));
    const { length } = expected.lr_by_epoch;
    const rates = expected.lr_by_epoch.map((_, epoch) => inputs.base * schedule({ epoch, batch: 0, step: epoch, progress: epoch / length, epochs: length }));
    expect(rates).toBeAllClose(expected.lr_by_epoch, { abs: 1e-12, rel: 1e-10 });
  });
});

test("a cosine without epochs of its own ends with the run", () => {
  const schedule = scheduleOf({ name: "cosine", config: {} });
  const at = (epoch: number) => schedule({ epoch, batch: 0, step: 0, progress: 0, epochs: 10 });
  expect([at(0), at(5), at(10)]).toBeAllClose([1, 0.5, 0], { abs: 1e-15, rel: 0 });
});
