import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../test/root.js";

let copy: string;

/** A user's sampler that repeats the first row as a synthetic one, and makes the mistake that it is told to. */
const SAMPLER = `import { defineSampler, rowsAt } from "@evenkeel/core";
import { z } from "zod";

export default defineSampler({
  name: "mistaken",
  summary: "makes a mistake",
  config: { how: z.string().describe("which") },
  create: ({ how }) => ({
    resample(train) {
      const width = train.features.length / train.count;
      const id = train.ids[0]!;
      const stranger = Array.from({ length: 569 }, (_, row) => row).find((row) => !train.ids.includes(row))!;
      const is = (mistake: string) => how === mistake;
      const label = train.labels[0]!;
      const targets = Float32Array.from({ length: 2 }, (_, c) => Number(c === label));
      if (is("targets that do not add up")) targets[label] = 0.5;
      if (is("negative targets")) targets.set([-1, 2]);
      const values = Float64Array.from(train.features.subarray(0, width));
      if (is("values that are no sum") || is("a vote for no parent")) values[3] = values[3]! + 0.01;
      if (is("NaN values")) values[3] = Number.NaN;
      const rows = is("no rows") ? new Int32Array(0) : is("a class gone") ? Int32Array.from(train.labels.keys()).filter((row) => train.labels[row] === label) : Int32Array.from(train.labels.keys());
      if (is("rows out of range")) rows[5] = train.count;
      if (is("negative rows")) rows[5] = -1;
      return {
        rows,
        synthetic: {
          ...rowsAt(train, [0]),
          features: is("too few values") ? values.subarray(1) : values,
          targets,
          origin: {
            relation: is("a block of which nothing is said") ? {} : { ...Object.fromEntries(train.blocks.map(({ name }) => [name, "convex" as const])), ...(is("a vote for no parent") && { [train.blocks[3]!.name]: "vote" as const }) },
            parents: {
              offsets: is("offsets that do not fit") ? Int32Array.of(0, 2) : Int32Array.of(0, 1),
              ids: Int32Array.of(is("a parent outside train") ? stranger : is("an id that is no row") ? 9999 : id),
              weights: Float64Array.of(is("weights that do not add up") ? 0.9 : 1),
            },
            ...(how.startsWith("pairing") && {
              pairing: {
                anchor: Int32Array.of(is("pairing with an anchor outside") ? train.count : 0),
                partner: Int32Array.of(is("pairing with a partner outside") ? -1 : 0),
                coefficient: Float64Array.of(is("pairing with a coefficient outside") ? 1.5 : 1),
                labelCoefficient: Float64Array.of(1),
              },
            }),
          },
        },
      };
    },
  }),
});
`;

const MIXER = `import { defineMixer } from "@evenkeel/core";

export default defineMixer({
  name: "mistaken",
  summary: "takes partners that are not there",
  config: {},
  create: () => ({
    pair: (batch, train) => ({ anchor: batch, partner: batch.map(() => train.count), coefficient: new Float64Array(batch.length).fill(0.5), labelCoefficient: new Float64Array(batch.length).fill(0.5) }),
  }),
});
`;

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], { cwd: root });
  copy = mkdtempSync(join(tmpdir(), "evenkeel-mistaken-"));
  for (const part of ["apps", "benchmarks", "packages", "tools", "package.json", "tsconfig.base.json", "tsconfig.json"])
    cpSync(join(root, part), join(copy, part), { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  writeFileSync(join(copy, "packages/samplers/src/sampler/mistaken.ts"), SAMPLER);
  writeFileSync(join(copy, "packages/samplers/src/mixer/mistaken.ts"), MIXER);
  execFileSync(process.execPath, ["tools/gen/gen.mjs"], { cwd: copy });
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], { cwd: copy });
}, 180_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const evenkeel = (...args: string[]) =>
  spawnSync(process.execPath, [join(copy, "apps/cli/dist/bin.js"), "run", ...args, "--cfg"], { cwd: copy, encoding: "utf8" });

test.each([
  ["rows out of range", "`rows` to be positions in the 455 rows it was given, got 455 at 5"],
  ["negative rows", "`rows` to be positions in the 455 rows it was given, got -1 at 5"],
  ["no rows", "some of the training rows to train on, got none"],
  ["a class gone", "a row of every class to remain, got none of class"],
  ["a parent outside train", "parents among the training rows it was given, got row"],
  ["an id that is no row", "parents among the training rows it was given, got row 9999"],
  ["offsets that do not fit", "`parents.offsets` of 1 rows that ascend from 0 to the number of parents, got 2 offsets, 1 ids, 1 weights"],
  ["weights that do not add up", "weights of the parents above 0 that add up to 1, got 0.9 in row 0"],
  ["targets that do not add up", "`synthetic.targets` to be shares of the classes that add up to 1"],
  ["negative targets", "`synthetic.targets` to be shares of the classes that add up to 1, got -1, 2 in row 0"],
  ["NaN values", "finite `synthetic.features`, got NaN in row 0"],
  ["too few values", "1 × 30 `synthetic.features`, got 29"],
  ["values that are no sum", "synthetic rows to be the sums of their parents by their weights"],
  ["a block of which nothing is said", "the relation of every block of features to those of the parents, got none for"],
  ["a vote for no parent", "voted features to be those of a parent, got"],
  ["pairing with an anchor outside", "`pairing.anchor` to be positions in the 455 rows it was given, got 455 at 0"],
  ["pairing with a partner outside", "`pairing.partner` to be positions in the 455 rows it was given, got -1 at 0"],
  ["pairing with a coefficient outside", "coefficients of the pairing in [0, 1], got 1.5"],
])("a sampler that gives %s is refused by its name", (how, message) => {
  const { status, stderr } = evenkeel("sampler=mistaken", `sampler.how='${how}'`);
  expect(stderr).toMatch(/^sampler=mistaken: expected /);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("    at ");
  expect(status).toBe(1);
});

test.each(["no mistake", "pairing without a mistake"])("one that makes %s is not", (how) => {
  expect(evenkeel("sampler=mistaken", `sampler.how='${how}'`)).toMatchObject({ status: 0, stderr: "" });
});

test("a mixer that pairs with rows that are not there is refused by its name", () => {
  const { status, stderr } = evenkeel("mixer=mistaken");
  expect(stderr).toContain("mixer=mistaken: expected `pairing.partner` to be positions in the 455 rows it was given, got 455 at 0.");
  expect(status).toBe(1);
});
