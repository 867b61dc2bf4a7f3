import type { AnyComponent } from "@evenkeel/core";
import { startEngine } from "@evenkeel/engine";
import { openSavedModel, type SavedModel } from "../run/saved-model.js";
import { inTurn } from "./in-turn.js";
import { benchOf, type ScriptOptions } from "./script-options.js";

/**
 * Opens the model that a run trained, with all that turns rows into what it reads.
 *
 *     const model = await openModel(folder);
 *     const { classes, probabilities } = model.predictTable(readFileSync("new.csv", "utf8"), "new.csv");
 *
 * @param path - the folder of the run, or `model.safetensors` in it.
 * @throws UserError if it is none.
 */
export function openModel(
  path: string,
  options: Pick<ScriptOptions, "project" | "warn"> & { readonly components?: readonly AnyComponent[] } = {},
): Promise<SavedModel> {
  return inTurn(async () => {
    const bench = await benchOf(options, options.components);
    await startEngine({ name: "wasm" });
    return openSavedModel(bench, path);
  });
}
