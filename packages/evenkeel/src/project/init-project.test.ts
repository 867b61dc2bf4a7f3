import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configJsonSchema, loadYaml } from "@evenkeel/compose";
import { comparisonJsonSchema } from "@evenkeel/experiment";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { CONF } from "../workbench/package-folder.js";
import { workbenchOf } from "../workbench/workbench.js";
import { initProject } from "./init-project.js";

let folder: string;
beforeAll(() => (folder = join(mkdtempSync(join(tmpdir(), "evenkeel-init-")), "My Study!")));
afterAll(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

/** Another reader of JSON Schema than the one that wrote it. */
const reads = (schema: object) => z.fromJSONSchema(schema as never);
const config = configJsonSchema(workbenchOf().catalogs);

test("the schemas for editors take every config of ours, and refuse what a run refuses", () => {
  expect(reads(config).safeParse(loadYaml(join(CONF, "config.yaml"))).error).toBe(undefined);
  const experiment = reads(comparisonJsonSchema(config));
  for (const name of readdirSync(join(CONF, "experiment")))
    expect([name, experiment.safeParse(loadYaml(join(CONF, "experiment", name))).error]).toEqual([name, undefined]);
  for (const wrong of [
    { sampler: "smoot" },
    { samplr: "smote" },
    { sampler: { name: "smote", kNeighbours: 3 } },
    { training: { upates: 3 } },
  ])
    expect([wrong, reads(config).safeParse(wrong).success]).toEqual([wrong, false]);
  expect(reads(config).safeParse({ sampler: { kNeighbors: 3 }, metrics: ["brier"], sinks: [] }).success).toBe(true);
  expect(experiment.safeParse({ methods: { a: { model: { name: "mlp", hiden: [3] } } } }).success).toBe(false);
});

test("a folder becomes a project, and what is there stays", async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "README.md"), "mine");
  const written = await initProject(folder);
  expect(written).toEqual(
    expect.arrayContaining(["evenkeel.yaml", "package.json", "conf/experiment/first.yaml", ".evenkeel/config.schema.json"]),
  );
  expect(written).not.toContain("README.md");
  expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("mine");
  expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toMatchObject({ name: "my-study", type: "module" });
  const experiment = loadYaml(join(folder, "conf/experiment/first.yaml"));
  expect(reads(JSON.parse(readFileSync(join(folder, ".evenkeel/experiment.schema.json"), "utf8"))).safeParse(experiment).error).toBe(
    undefined,
  );
  expect(await initProject(folder)).toEqual([".evenkeel/config.schema.json", ".evenkeel/experiment.schema.json"]);
});
