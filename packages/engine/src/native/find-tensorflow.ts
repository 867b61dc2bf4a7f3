import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { UserError } from "@evenkeel/core";

const run = promisify(execFile);

/** TensorFlow as a Python package installed it. */
export interface TensorFlowInstall {
  readonly folder: string;
  readonly version: string;
}

// Importing TensorFlow takes seconds; where it lies and its version are known without.
const question = `
import importlib.metadata, importlib.util, json, os
spec = importlib.util.find_spec("tensorflow")
def answer():
    folder = os.path.dirname(spec.origin)
    beside = importlib.metadata.distributions(path=[os.path.dirname(folder)])
    versions = [d.version for d in beside if (d.metadata["Name"] or "").replace("_", "-") in ("tensorflow", "tensorflow-cpu")]
    return {"folder": folder, "version": versions[0] if versions else "unknown"}
print(json.dumps(None if spec is None or spec.origin is None else answer()))
`;

/** TensorFlow in the environment of a Python, or null. `paths` are looked into first. */
export async function findTensorFlow(python: string, paths: readonly string[] = []): Promise<TensorFlowInstall | null> {
  let answer: string;
  try {
    answer = (await run(python, ["-c", question], { env: { ...process.env, ...(paths.length > 0 && { PYTHONPATH: paths.join(":") }) } }))
      .stdout;
  } catch (cause) {
    throw new UserError(
      `engine build: expected \`${python}\` to be a Python 3.9 or later, it did not answer. Give another with --python PATH.`,
      { cause },
    );
  }
  const found = JSON.parse(answer) as TensorFlowInstall | null;
  return found && existsSync(join(found.folder, libraries.compute)) ? found : null;
}

/** The wheel's libraries: the C API with its kernels, and what both share. */
export const libraries = { compute: "libtensorflow_cc.so.2", framework: "libtensorflow_framework.so.2" } as const;

/** Installs TensorFlow into a folder of its own, from a wheel or by its name, and finds it there. */
export async function installTensorFlow(python: string, requirement: string, folder: string): Promise<TensorFlowInstall> {
  mkdirSync(folder, { recursive: true });
  try {
    await run(python, ["-m", "pip", "install", "--quiet", "--target", folder, ...dependencyFlags(requirement), requirement], {
      maxBuffer: 1 << 26,
    });
  } catch (cause) {
    throw new UserError(
      `engine build: expected pip to install \`${requirement}\`, it failed: ${lastLine(cause)} Install tensorflow-cpu in a Python environment and give it with --python PATH, or a downloaded wheel with --wheel FILE.`,
      { cause },
    );
  }
  const found = await findTensorFlow(python, [folder]);
  if (!found)
    throw new UserError(
      `engine build: expected \`${requirement}\` to hold ${libraries.compute}, it does not. Use a wheel of TensorFlow 2.16 or later for Linux.`,
    );
  return found;
}

/** The addon needs the libraries alone; only the CUDA packages come as dependencies. */
function dependencyFlags(requirement: string): string[] {
  return requirement.includes("and-cuda") ? [] : ["--no-deps"];
}

function lastLine(cause: unknown): string {
  const { stderr = "" } = cause as { stderr?: string };
  return stderr.trim().split("\n").at(-1) ?? "";
}
