import { readFileSync } from "node:fs";
import { dispose } from "@evenkeel/autodiff";
import { defineStart, finding, readSafetensors, type Safetensors, type Tree, UserError } from "@evenkeel/core";
import { tensor } from "@tensorflow/tfjs-core";
import { z } from "zod";

/**
 * Parameters that another training found: of a method of the comparison in the same trial, or of a file that a run wrote. Running
 * statistics come with the body.
 *
 * What is left out (`parts=body` leaves out the head) is drawn by the model's initialization, with the draws that it would have had.
 */
export default defineStart({
  name: "trained",
  summary: "parameters that another method, or an earlier run, found",
  config: {
    from: finding("model", z.string().min(1)).describe("`model.safetensors` of a run, or {from: method}"),
    parts: z.enum(["all", "body", "head"]).default("all").describe("which parameters are taken; the others are initialized"),
  },
  create:
    ({ from, parts }) =>
    (model, rng) => {
      const { arrays } = readFile(from);
      const fresh = { params: model.init(rng), modelState: model.initState() };
      return { params: replaced(fresh.params, arrays, parts, from), modelState: replaced(fresh.modelState, arrays, parts, from) };
    },
});

/** Takes `fresh` over. */
function replaced(fresh: Tree, arrays: Safetensors["arrays"], parts: "all" | "body" | "head", from: string): Tree {
  const entries = Object.entries(fresh).map(([name, value]) => {
    if (parts !== "all" && !name.startsWith(`${parts}/`)) return [name, value] as const;
    const found = arrays[name];
    if (!found || String(found.shape) !== String(value.shape))
      throw new UserError(
        `start.from: expected \`${name}\` of shape [${value.shape.join(", ")}], got ${found ? `one of shape [${found.shape.join(", ")}]` : "none"} in ${from}. Choose the model and the data that it was trained on.`,
      );
    dispose(value);
    return [name, tensor(Float32Array.from(found.values), [...found.shape])] as const;
  });
  return Object.fromEntries(entries);
}

function readFile(path: string): Safetensors {
  try {
    return readSafetensors(readFileSync(path));
  } catch (error) {
    const reason =
      error instanceof RangeError
        ? error.message
        : (error as NodeJS.ErrnoException).code === "ENOENT"
          ? "none"
          : String((error as Error).message);
    throw new UserError(`start.from: expected a file \`model.safetensors\` that a run wrote, got ${reason} at ${path}.`, { cause: error });
  }
}
