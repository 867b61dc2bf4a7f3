import { expect, test } from "vitest";
import { workbench } from "../../test/evenkeel.js";

const { run } = workbench();

const secret = "Geheim-4711";

test.each([
  ["a server without a scheme", ["track", "sync", "--to", `me:${secret}@host:5000`, "--from", "."]],
  ["one with half of it", ["track", "sync", "--to", `//me:${secret}@host:5000`, "--from", "."]],
  ["one of another scheme", ["track", "sync", "--to", `ssh:me:${secret}@host`, "--from", "."]],
  ["a query that nobody knows", ["track", "sync", "--to", `ftp://host/?x=1&sas=${secret}`, "--from", "."]],
  ["a file that is an address", ["run", "dataset=csv", `dataset.path=https://me:${secret}@host/x.csv`, "dataset.label=y"]],
  ["a file that is an address with a query", ["run", "dataset=csv", `dataset.path=https://host/x.csv?sas=${secret}`, "dataset.label=y"]],
  ["an experiment that is an address", ["compare", `experiment=https://me:${secret}@host/x.yaml`]],
  ["a word that belongs to no command", [`http://me:${secret}@host`]],
])("credentials in the place of something else are not printed: %s", (_, args) => {
  const { stdout, stderr, status } = run(args);
  expect(status).toBe(1);
  expect(stderr).toContain("expected");
  expect(stdout + stderr).not.toContain(secret);
});
