import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildNativeEngine } from "../native/build-native-engine.js";
import { findTensorFlow } from "../native/find-tensorflow.js";
import { recordedBuild } from "../native/native-build.js";

/** What tests of the native engine need; without it they skip themselves. */
export const needs = "(needs: pip install tensorflow-cpu, g++; the Python in EVENKEEL_PYTHON)";
export const python: string = process.env.EVENKEEL_PYTHON ?? "python3";
export const isAvailable: boolean = (await findTensorFlow(python).catch(() => null)) !== null && hasCompiler();

function hasCompiler(): boolean {
  try {
    execFileSync("g++", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A cache folder of the tests' own, in which the addon is compiled once and kept. */
export async function provideNativeEngine(): Promise<void> {
  process.env.XDG_CACHE_HOME = join(tmpdir(), "evenkeel-tests");
  if (!recordedBuild()) await buildNativeEngine({ python });
}
