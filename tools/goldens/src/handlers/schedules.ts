import type { AnyComponent } from "@evenkeel/core";
import { catalogs } from "@evenkeel/optimizers";
import { defineHandler } from "../handler.js";

/** Learning rates by epoch; the weights of deferred re-weighting are no schedule of the rate. */
export default defineHandler({
  files: ["schedules"],
  precision: "float64",
  run({ inputs, expected }) {
    const chosen = componentOf(inputs as Inputs);
    if (!chosen) return null;
    const component: AnyComponent<"schedule"> = catalogs.schedule.get(chosen.name);
    const schedule = component.create(component.schema.parse({ ...chosen.config, name: chosen.name }));
    const rates = expected["lr_by_epoch"] as number[];
    const at = (epoch: number) => ({ epoch, batch: 0, step: epoch, progress: epoch / rates.length, epochs: rates.length });
    return { lr_by_epoch: rates.map((_, epoch) => (inputs as Inputs).base * schedule(at(epoch))) };
  },
});

interface Inputs {
  readonly kind: string;
  readonly base: number;
  readonly [key: string]: unknown;
}

function componentOf({ kind, base, ...inputs }: Inputs): { readonly name: string; readonly config: object } | null {
  switch (kind) {
    case "paper_lr":
      // CIFAR's 200 epochs of LDAM-DRW, and 300 epochs of From SMOTE to Mixup.
      return {
        name: "multi-step",
        config: {
          warmup: 5,
          ...(inputs["epochs"] === 200 ? { gamma: 0.01, milestones: [160, 180] } : { gamma: 0.1, milestones: [150, 250] }),
        },
      };
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
    default:
      return null;
  }
}
