import { relative, resolve } from "node:path";
import { refuseUnwritable } from "evenkeel/process";
import { exportModel } from "evenkeel/workbench";
import type { Arguments } from "../arguments.js";

/** `evenkeel export MODEL FOLDER`: the model of a run as a folder that MLflow loads. */
export default async function exportTo({ words: [model, to] }: Arguments): Promise<number> {
  const folder = resolve(to!);
  refuseUnwritable("export", folder);
  for (const { path } of exportModel(model!, folder)) process.stdout.write(`wrote ${relative(process.cwd(), path)}\n`);
  process.stdout.write(`In Python: mlflow.pyfunc.load_model("${relative(process.cwd(), folder)}").predict(table)\n`);
  return 0;
}
