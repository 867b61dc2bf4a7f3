import { execFile } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { promisify } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineInfo } from "../engine-info.js";
import { nodePackageFolder } from "../native/binding.js";
import { findTensorFlow } from "../native/find-tensorflow.js";
import { type Gpu, listGpus } from "../native/gpus.js";
import { nativeFolder, recordedBuild } from "../native/native-build.js";
import { nativeAddon } from "../native/start-native.js";
import { startEngine } from "../start-engine.js";
import { type SelfTest, selfTest } from "./self-test.js";

/** One thing looked at. */
export interface Finding {
  readonly topic: string;
  /** `absent` is missing and not needed, `broken` should work and does not. */
  readonly state: "fine" | "absent" | "broken";
  readonly says: string;
  /** The command that mends it. */
  readonly remedy?: string;
}

/** What the doctor found, and the engine that it looked at. */
export interface DoctorReport {
  readonly findings: readonly Finding[];
  /** One for each engine that starts. */
  readonly selfTests: readonly SelfTest[];
  /** How often each op of a step ran composed of TF.js' own ops for want of a kernel; null without a config. */
  readonly referenceOps: Readonly<Record<string, number>> | null;
}

/** Where the doctor looks. */
export interface DoctorOptions {
  /** The Python that would be asked for TensorFlow; default `python3`. */
  readonly python?: string;
  /** Ops without a kernel in the step of a composed config, counted by the caller. */
  readonly referenceOps?: Readonly<Record<string, number>>;
}

/**
 * Looks at what training could run on: what is there, what is missing and the command that mends it. Starts each engine for a
 * self-test of about a second and a half, so it is not for use within a run.
 */
export async function engineDoctor({ python = "python3", referenceOps }: DoctorOptions = {}): Promise<DoctorReport> {
  const gpus = await listGpus();
  const wasm = await tryEngine("wasm");
  const fused = await tryEngine("wasm", true);
  const isBuilt = nativeAddon() !== null;
  const native = isBuilt ? await tryEngine("native") : null;
  const findings = [
    nodeFinding(),
    wasmFinding(wasm),
    fusedFinding(fused),
    native ? nativeFinding(native) : absentNativeFinding(),
    ...(isBuilt ? [] : await buildFindings(python)),
    gpuFinding(gpus, native),
    threadsFinding(native),
  ];
  const selfTests = [wasm, fused, native].flatMap((tried) => (tried?.test ? [tried.test] : []));
  return { findings, selfTests, referenceOps: referenceOps ?? null };
}

/** An engine that was started and measured, or why it could not be. */
interface Tried {
  readonly info: EngineInfo | null;
  readonly test: SelfTest | null;
  readonly isOnGpu: boolean;
  readonly failure: string;
}

async function tryEngine(name: "wasm" | "native", fusedMultiplyAdd = false): Promise<Tried> {
  try {
    const info = await startEngine({ name, fusedMultiplyAdd });
    const { isUsingGpuDevice: isOnGpu = false } = tf.backend() as { isUsingGpuDevice?: boolean };
    return { info, test: info.hasKernels ? selfTest(info.description) : null, isOnGpu, failure: "" };
  } catch (error) {
    return { info: null, test: null, isOnGpu: false, failure: (error as Error).message };
  }
}

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isRecent = major > 20 || (major === 20 && minor >= 19);
  const says = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
  return isRecent
    ? { topic: "Node", state: "fine", says }
    : { topic: "Node", state: "broken", says: `${says}; 20.19 or newer is needed`, remedy: "nvm install 20" };
}

function wasmFinding({ info, failure }: Tried): Finding {
  if (!info) return { topic: "wasm", state: "broken", says: failure, remedy: "pnpm install --frozen-lockfile" };
  if (!info.hasKernels) return { topic: "wasm", state: "broken", says: info.warnings.join(" "), remedy: "pnpm install --frozen-lockfile" };
  return { topic: "wasm", state: "fine", says: `TF.js ${info.tfjsVersion}, SIMD, own kernels on its heap; same bits on every machine` };
}

function fusedFinding({ info, failure }: Tried): Finding {
  if (info)
    return {
      topic: "wasm, FMA",
      state: "fine",
      says: "relaxed SIMD is there: engine.fusedMultiplyAdd=true is faster, in last bits that depend on the processor",
    };
  return { topic: "wasm, FMA", state: "absent", says: `this Node compiles no relaxed SIMD: ${failure}` };
}

function nativeFinding({ info, failure }: Tried): Finding {
  if (!info) return { topic: "native", state: "broken", says: failure, remedy: "evenkeel engine build" };
  const place = recordedBuild()?.addon ?? "the package's own addon";
  return { topic: "native", state: "fine", says: `${info.description.replace("native: ", "")}; ${place}` };
}

function absentNativeFinding(): Finding {
  if (nodePackageFolder() === null)
    return {
      topic: "native",
      state: "absent",
      says: "the optional package @tensorflow/tfjs-node-gpu is not installed",
      remedy: "npm install --ignore-scripts @tensorflow/tfjs-node-gpu@4.22.0",
    };
  return {
    topic: "native",
    state: "absent",
    says: `not built; it would be kept in ${nativeFolder()}`,
    remedy: "evenkeel engine build",
  };
}

/** What `engine build` would find. */
async function buildFindings(python: string): Promise<Finding[]> {
  const tensorflow = await findTensorFlow(python).catch(() => undefined);
  const compiler = process.env.CXX || "g++";
  const hasCompiler = await promisify(execFile)(compiler, ["--version"]).then(
    () => true,
    () => false,
  );
  return [
    tensorflow === undefined
      ? {
          topic: "Python",
          state: "absent",
          says: `\`${python}\` does not answer; building the native engine needs one`,
          remedy: "apt install python3 python3-pip",
        }
      : {
          topic: "Python",
          state: "fine",
          says: tensorflow
            ? `TensorFlow ${tensorflow.version} in ${tensorflow.folder}`
            : `\`${python}\` without TensorFlow, which the build would install for itself`,
        },
    hasCompiler
      ? { topic: "compiler", state: "fine", says: compiler }
      : { topic: "compiler", state: "absent", says: `no \`${compiler}\`; building the native engine needs one`, remedy: "apt install g++" },
  ];
}

function gpuFinding(gpus: readonly Gpu[], native: Tried | null): Finding {
  if (gpus.length === 0) return { topic: "GPU", state: "absent", says: "no NVIDIA driver answers (nvidia-smi)" };
  const listed = gpus.map(({ name, memory, driver }) => `${name}, ${memory}, driver ${driver}`).join("; ");
  if (!native?.info)
    return { topic: "GPU", state: "absent", says: `${listed}; only the native engine can use it`, remedy: "evenkeel engine build" };
  if (native.isOnGpu) return { topic: "GPU", state: "fine", says: `${listed}; in use, memory taken as it is needed` };
  return {
    topic: "GPU",
    state: "broken",
    says: `${listed}; TensorFlow does not see it`,
    remedy: 'python3 -m pip install "tensorflow[and-cuda]==2.21.0" && evenkeel engine build --python python3',
  };
}

function threadsFinding(native: Tried | null): Finding {
  const threads = native?.info ? `; native uses ${native.info.numThreads} (TF_NUM_INTRAOP_THREADS)` : "";
  return {
    topic: "threads",
    state: "fine",
    says: `${availableParallelism()} of ${cpus().length} cores of ${cpus()[0]?.model.trim() ?? "an unknown processor"}; wasm uses 1${threads}`,
  };
}
