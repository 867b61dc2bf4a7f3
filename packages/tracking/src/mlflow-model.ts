import { readFileSync } from "node:fs";
import { CHECKPOINT } from "./checkpoint.js";

/** The files of a run that a model is used with. */
export interface ModelFiles {
  /** Parameters and state, in the safetensors format. */
  readonly checkpoint: Uint8Array;
  /** `encoder.json`. */
  readonly encoder: string | Uint8Array;
  /** `model.json`. */
  readonly model: string | Uint8Array;
}

/** The Python module that computes the model, of NumPy and pandas alone. */
const MODULE = "evenkeel_model";

/**
 * A model as a folder that `mlflow.pyfunc.load_model` loads: what it is made of, and the Python module that computes it. Networks of dense
 * layers and logistic regression are computed there; for any other the module says what to use.
 *
 * @returns the files by their names in the folder.
 */
export function mlflowModel({ checkpoint, encoder, model }: ModelFiles): Readonly<Record<string, string | Uint8Array>> {
  return {
    MLmodel: `artifact_path: model
flavors:
  python_function:
    loader_module: ${MODULE}
    code: code
    data: data
`,
    "requirements.txt": "numpy\npandas\n",
    [`code/${MODULE}.py`]: readFileSync(new URL(`../python/${MODULE}.py`, import.meta.url), "utf8"),
    [`data/${CHECKPOINT}`]: checkpoint,
    "data/encoder.json": encoder,
    "data/model.json": model,
  };
}
