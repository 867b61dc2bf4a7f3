import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@evenkeel/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isAvailable, needs, python } from "../testing/native.js";
import { buildNativeEngine } from "./build-native-engine.js";
import { recordedBuild } from "./native-build.js";
import { startNative } from "./start-native.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-build-"));
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** An executable that answers `line` and ends with a code. */
function program(name: string, line: string, code = 0): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\ncat <<'END'${code === 0 ? "" : " >&2"}\n${line}\nEND\nexit ${code}\n`, { mode: 0o755 });
  return file;
}

/** A Python that says TensorFlow lies in a folder with empty libraries. */
function pythonWithTensorFlow(): string {
  const tensorflow = join(folder, "tensorflow");
  mkdirSync(tensorflow);
  writeFileSync(join(tensorflow, "libtensorflow_cc.so.2"), "");
  return program("python", JSON.stringify({ folder: tensorflow, version: "2.99.0" }));
}

test("refuses what is no Python", async () => {
  await expect(buildNativeEngine({ python: join(folder, "nothing") })).rejects.toThrow(
    "to be a Python 3.9 or later, it did not answer. Give another with --python PATH.",
  );
});

test("says how to install TensorFlow into the Python given", async () => {
  const file = program("python", "null");
  const said = `engine build: expected TensorFlow in the environment of ${file}, got none. Run \`${file} -m pip install tensorflow-cpu==2.21.0\``;
  await expect(buildNativeEngine({ python: file })).rejects.toThrow(said);
  await expect(buildNativeEngine({ python: file })).rejects.toBeInstanceOf(UserError);
});

test("says which compiler is missing", async () => {
  vi.stubEnv("CXX", "no-such-compiler");
  await expect(buildNativeEngine({ python: pythonWithTensorFlow() })).rejects.toThrow(
    "engine build: expected a C++ compiler `no-such-compiler`, got none. Install one (Debian, Ubuntu: apt install g++), or name it in CXX.",
  );
});

test("repeats the compiler's first errors", async () => {
  vi.stubEnv("CXX", program("compiler", "a.cc:1: error: no member named 'x'", 1));
  await expect(buildNativeEngine({ python: pythonWithTensorFlow() })).rejects.toThrow(
    "engine build: expected the addon to compile against TensorFlow 2.99.0, it did not: a.cc:1: error: no member named 'x'",
  );
  expect(recordedBuild()).toBeNull();
});

test.skipIf(!isAvailable)(`a wheel is installed into the cache folder, beside whatever else there is ${needs}`, async () => {
  const wheel = join(folder, "tensorflow_cpu-9.9.9-py3-none-any.whl");
  const files = {
    "tensorflow/__init__.py": "",
    "tensorflow/libtensorflow_cc.so.2": "",
    "tensorflow_cpu-9.9.9.dist-info/METADATA": "Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 9.9.9\n",
    "tensorflow_cpu-9.9.9.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "tensorflow_cpu-9.9.9.dist-info/RECORD": "",
  };
  const write =
    "import json, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], 'w') as z:\n for name, text in json.loads(sys.argv[2]).items(): z.writestr(name, text)";
  execFileSync(python, ["-c", write, wheel, JSON.stringify(files)]);
  vi.stubEnv("CXX", program("compiler", "error: stopped here", 1));
  const told: string[] = [];
  await expect(buildNativeEngine({ python, wheel, onProgress: (line) => told.push(line) })).rejects.toThrow("against TensorFlow 9.9.9");
  expect(told).toEqual([
    `Installing ${wheel} into ${join(folder, "cache", "evenkeel", "native")}.`,
    `Compiling TF.js' addon against TensorFlow 9.9.9 in ${join(folder, "cache", "evenkeel", "native", "python", "tensorflow")}.`,
  ]);
});

test("without a build the native engine names the command that makes one", async () => {
  await expect(startNative()).rejects.toThrow(
    "engine: expected the native engine to be built, it is not. Run `evenkeel engine build`, or set engine=wasm.",
  );
});

test.skipIf(!isAvailable)(`builds into the cache folder and records it ${needs}`, async () => {
  const told: string[] = [];
  const build = await buildNativeEngine({ python, onProgress: (line) => told.push(line) });
  expect(build.addon.startsWith(join(folder, "cache", "evenkeel", "native"))).toBe(true);
  expect(recordedBuild()).toEqual(build);
  expect(told).toEqual([
    `Compiling TF.js' addon against TensorFlow ${build.tensorflowVersion} in ${build.tensorflowFolder}.`,
    "Checking a few operations.",
  ]);
});
