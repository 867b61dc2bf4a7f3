import { join } from "node:path";
import { UserError } from "@evenkeel/core";
import * as tf from "@tensorflow/tfjs-core";
import { type Binding, loadBinding, nodePackageFolder } from "./binding.js";
import { compileAddon } from "./compile-addon.js";
import { findTensorFlow, installTensorFlow, type TensorFlowInstall } from "./find-tensorflow.js";
import { listGpus } from "./gpus.js";
import { type NativeBuild, nativeFolder, recordBuild } from "./native-build.js";

/** Which TensorFlow the addon is built for, and who is told how far it is. */
export interface NativeBuildOptions {
  /** A Python whose environment has TensorFlow; by default `python3`, into whose place a private copy is installed if it has none. */
  readonly python?: string;
  /** A downloaded wheel of TensorFlow, installed into the cache folder. */
  readonly wheel?: string;
  /** Told what is being done, a sentence each. */
  readonly onProgress?: (line: string) => void;
}

const requirements = { cpu: "tensorflow-cpu==2.21.0", gpu: "tensorflow[and-cuda]==2.21.0" } as const;

/**
 * Makes the native engine: TensorFlow from a Python package and TF.js' addon compiled against it, in the user's cache
 * folder. From then on `engine=native` uses it.
 *
 * @throws UserError that says what is missing and the command that mends it.
 */
export async function buildNativeEngine({ python, wheel, onProgress = () => {} }: NativeBuildOptions = {}): Promise<NativeBuild> {
  if (process.platform !== "linux")
    throw new UserError(`engine build: expected Linux, got ${process.platform}. Use engine=wasm, or Linux in a container.`);
  const packageFolder = nodePackageFolder();
  if (!packageFolder)
    throw new UserError(
      "engine build: expected the optional package @tensorflow/tfjs-node-gpu, got none. Install it without its script, which downloads another TensorFlow: `npm install --ignore-scripts @tensorflow/tfjs-node-gpu@4.22.0`.",
    );
  const tensorflow = await provideTensorFlow(python, wheel, onProgress);
  const addon = join(nativeFolder(), `tfjs-${tf.version_core}-tensorflow-${tensorflow.version}`, "tfjs_binding.node");
  onProgress(`Compiling TF.js' addon against TensorFlow ${tensorflow.version} in ${tensorflow.folder}.`);
  await compileAddon(packageFolder, tensorflow, addon);
  onProgress("Checking a few operations.");
  const binding = loadBinding(addon);
  verify(binding);
  const build = { addon, tensorflowVersion: binding.TF_Version, tensorflowFolder: tensorflow.folder, tfjsVersion: tf.version_core };
  recordBuild(build);
  return build;
}

async function provideTensorFlow(
  python: string | undefined,
  wheel: string | undefined,
  onProgress: (line: string) => void,
): Promise<TensorFlowInstall> {
  const interpreter = python ?? "python3";
  const found = wheel ? null : await findTensorFlow(interpreter);
  if (found) return found;
  if (python && !wheel) {
    throw new UserError(
      `engine build: expected TensorFlow in the environment of ${python}, got none. Run \`${python} -m pip install ${requirements.cpu}\`, or leave --python out to have it installed into a folder of its own.`,
    );
  }
  const requirement = wheel ?? ((await listGpus()).length > 0 ? requirements.gpu : requirements.cpu);
  onProgress(`Installing ${requirement} into ${nativeFolder()}.`);
  return installTensorFlow(interpreter, requirement, join(nativeFolder(), "python"));
}

/** [1, 2; 3, 4]² by TensorFlow: the addon loads, takes numbers, computes and gives them back. */
function verify(binding: Binding): void {
  const matrix = binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array([1, 2, 3, 4]));
  const [product] = binding.executeOp("MatMul", [{ name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }], [matrix, matrix], 1);
  const numbers = binding.tensorDataSync(product!.id).join();
  for (const id of [matrix, product!.id]) binding.deleteTensor(id);
  if (numbers !== "7,10,15,22")
    throw new Error(
      `engine build: expected TensorFlow ${binding.TF_Version} to give 7,10,15,22, got ${numbers}. Use tensorflow-cpu 2.21.0.`,
    );
}
