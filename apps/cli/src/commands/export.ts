import { relative, resolve } from "node:path";
import { UserError } from "@evenkeel/core";
import { refuseUnwritable } from "evenkeel/process";
import { exportModel } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";

/** `evenkeel export MODEL FOLDER`: the model of a run as a folder that MLflow loads. */
export async function exportCommand({ words: [model, to] }: Arguments): Promise<number> {
  if (model === undefined || to === undefined)
    throw new UserError(
      "evenkeel export: expected the folder of a run and a folder to make, e.g. `evenkeel export outputs/runs/2026-01-31T12-00-00 my-model`.",
    );
  refuseUnwritable("export", resolve(to));
  for (const { path } of exportModel(model, resolve(to))) process.stdout.write(`wrote ${relative(process.cwd(), path)}\n`);
  process.stdout.write(`In Python: mlflow.pyfunc.load_model("${relative(process.cwd(), resolve(to))}").predict(table)\n`);
  return 0;
}
