import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { parseGpus } from "../native/gpus.js";
import { isAvailable, needs, provideNativeEngine } from "../testing/native.js";
import { engineDoctor } from "./engine-doctor.js";
import { renderDoctor } from "./render-doctor.js";

const folder = mkdtempSync(join(tmpdir(), "evenkeel-doctor-"));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test("without a native build it says which command makes one, and measures what there is", async () => {
  vi.stubEnv("XDG_CACHE_HOME", folder);
  const { findings, selfTests, referenceOps } = await engineDoctor({ python: "no-such-python" });
  const byTopic = Object.fromEntries(findings.map((finding) => [finding.topic, finding]));
  expect(byTopic["wasm"]).toMatchObject({ state: "fine" });
  expect(byTopic["native"]).toEqual({
    topic: "native",
    state: "absent",
    says: `not built; it would be kept in ${folder}/evenkeel/native`,
    remedy: "evenkeel engine build",
  });
  expect(byTopic["Python"]).toMatchObject({ state: "absent", remedy: "apt install python3 python3-pip" });
  expect(selfTests.map(({ engine }) => engine.split(",").at(-1)!.trim())).toEqual([
    "plain build",
    "fused multiply-add (last bits depend on the processor)",
  ]);
  expect(referenceOps).toBeNull();
  for (const { productGflops, derivativeError } of selfTests) {
    expect(productGflops).toBeGreaterThan(0);
    // Central differences in float32 are off by about 1e-5 of the lengths.
    expect(derivativeError).toBeLessThan(1e-4);
  }
});

test.skipIf(!isAvailable)(`with one it measures TensorFlow too ${needs}`, async () => {
  await provideNativeEngine();
  const { findings, selfTests } = await engineDoctor();
  expect(findings.find(({ topic }) => topic === "native")).toMatchObject({ state: "fine" });
  expect(selfTests.at(-1)!.engine).toMatch(/^native: TensorFlow 2\./);
  expect(selfTests.at(-1)!.derivativeError).toBeLessThan(1e-4);
});

test("the report is one line for each finding, its remedy below", () => {
  const text = renderDoctor({
    findings: [
      { topic: "Node", state: "fine", says: "Node 20.20.2 on linux x64" },
      { topic: "native", state: "absent", says: "not built", remedy: "evenkeel engine build" },
    ],
    selfTests: [{ engine: "wasm: plain", productGflops: 41.26, convolutionGflops: 50, derivativeError: 1.06e-6 }],
    referenceOps: { Transpose: 2 },
  });
  expect(text).toBe(
    [
      "✓ Node    Node 20.20.2 on linux x64",
      "– native  not built",
      "          → evenkeel engine build",
      "",
      "self-test",
      "  wasm: plain",
      "    product 41.3 GFLOP/s, convolution 50.0 GFLOP/s, derivatives within 1.1e-6",
      "",
      "ops of this config's step without a kernel",
      "  Transpose × 2",
    ].join("\n"),
  );
});

test("GPUs are read from the driver's list", () => {
  expect(parseGpus("NVIDIA H200, 143771 MiB, 570.124.06\nNVIDIA L4, 23034 MiB, 570.124.06\n")).toEqual([
    { name: "NVIDIA H200", memory: "143771 MiB", driver: "570.124.06" },
    { name: "NVIDIA L4", memory: "23034 MiB", driver: "570.124.06" },
  ]);
});
