import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../test/root.js";

test("engine doctor says what is there, and which ops of a config's step have no kernel", () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, "apps/cli/dist/bin.js"), "engine", "doctor", "sampler=smote", "weighter=learned-contributions"],
    { encoding: "utf8" },
  );
  expect(status).toBe(0);
  expect(stdout).toContain("✓ wasm       TF.js 4.22.0, SIMD, own kernels on its heap");
  // Only what moves no numbers may run without a kernel of ours.
  expect(stdout.split("ops of this config's step without a kernel\n")[1]!.trim()).toMatch(/^Reshape × \d+$/);
});
