import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { kernelFile } from "./kernel-module.js";

const folder = mkdtempSync(join(tmpdir(), "evenkeel-kernels-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the plain build is the one that published results were computed with", () => {
  const digest = createHash("sha256")
    .update(readFileSync(kernelFile({ fusedMultiplyAdd: false })))
    .digest("hex");
  expect(digest).toBe("26e97f743f5bb35b066e01801aa9e54386067556d15b1e53d8a4e80149f35d98");
});

test("both builds are what the compiler makes of the sources", () => {
  execFileSync(process.execPath, [fileURLToPath(new URL("../../tools/build-kernels.mjs", import.meta.url)), folder]);
  for (const fusedMultiplyAdd of [false, true]) {
    const kept = kernelFile({ fusedMultiplyAdd });
    const fresh = readFileSync(join(folder, kept.pathname.split("/").at(-1)!));
    expect(readFileSync(kept).equals(fresh), `${kept.pathname}: run \`node packages/engine/tools/build-kernels.mjs\``).toBe(true);
  }
});

test("no build has static data, which would overwrite TF.js' heap", () => {
  for (const fusedMultiplyAdd of [false, true]) {
    expect(sectionsOf(readFileSync(kernelFile({ fusedMultiplyAdd })))).not.toContain(dataSection);
  }
});

const dataSection = 11;

/** The ids of a module's sections: each is its id, its length (LEB128) and its content, after a head of 8 bytes. */
function sectionsOf(bytes: Uint8Array): number[] {
  const ids: number[] = [];
  for (let at = 8; at < bytes.length;) {
    ids.push(bytes[at++]!);
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      length |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    at += length;
  }
  return ids;
}
