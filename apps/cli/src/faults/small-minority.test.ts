import { readdirSync, readFileSync } from "node:fs";
import { loadYaml } from "@evenkeel/compose";
import { expect, test } from "vitest";
import { csv, workbench } from "../../test/evenkeel.js";

const { write, run, path } = workbench();

const noise = (i: number) => ((i * 7919) % 211) / 211;
const few = (numPositive: number) =>
  write(
    `few-${numPositive}.csv`,
    csv(
      ["a", "b", "Class"],
      Array.from({ length: 60 + numPositive }, (_, i) => [noise(i) + (i < 60 ? 0 : 1), noise(i * 3 + 1), i < 60 ? "negative" : "positive"]),
    ),
  );
const on = (numPositive: number, ...settings: string[]) => [
  "compare",
  "dataset=csv",
  `dataset.path=${few(numPositive)}`,
  "dataset.label=Class",
  "protocol.repeats=1",
  ...settings,
];

type Methods = Record<string, string | Record<string, { kNeighbors?: number }>>;
interface Planned {
  readonly notes: string[];
  readonly methods: Methods;
}

function planned(numPositive: number, ...settings: string[]): Planned {
  const { stdout, stderr } = run([...on(numPositive, ...settings), "--cfg"]);
  expect(stderr).toBe("");
  return loadYaml(write("planned.yaml", stdout)) as unknown as Planned;
}

const neighboursOf = ({ methods }: Planned, name: string) => {
  const method = methods[name]!;
  return typeof method === "string" ? method : method["sampler"]!.kNeighbors;
};

test("nine positive rows: every method that draws neighbours takes the same lower number, and it is said", () => {
  const plan = planned(9);
  expect(plan.notes).toEqual([
    'kNeighbors is 4 instead of 5 for all methods alike: class "positive" has 5 training rows in one of the trials. Set `sampler.kNeighbors` to choose it yourself.',
  ]);
  for (const name of ["smote", "learned", "learned.frozen"]) expect(neighboursOf(plan, name)).toBe(4);
});

test("enough rows leave the default, and nothing is said", () => {
  const plan = planned(30);
  expect(plan.notes).toEqual([]);
  expect(neighboursOf(plan, "smote")).toBeUndefined();
});

test("a comparison of nine positive rows runs to its report, which says it", () => {
  const { status, stdout } = run(on(9, "training.updates=3", "conditions=[clean]", "trials=2", "--output", "nine", "--workers", "1"));
  expect(stdout).toContain("kNeighbors is 4 instead of 5 for all methods alike");
  expect(status).toBe(0);
  const folder = readdirSync(path("nine")).find((name) => name.startsWith("comparison-few-9"))!;
  expect(readFileSync(path("nine", folder, "report.html"), "utf8")).toContain("kNeighbors is 4 instead of 5");
});

test("a setting of samplers for all methods is taken by those that have it", () => {
  const plan = planned(9, "sampler.kNeighbors=3");
  for (const name of ["smote", "learned", "learned.permuted"]) expect(neighboursOf(plan, name)).toBe(3);
  expect(plan.methods["logistic-regression"]).toMatchObject({ sampler: { name: "none" } });
});

test("a setting that no method has is refused with those there are", () => {
  const { status, stderr } = run([...on(9, "sampler.kNeigbors=3"), "--cfg"]);
  expect(stderr).toContain("sampler.kNeigbors: no such setting; sampler=smote has kNeighbors");
  expect(status).toBe(1);
});

test("a setting of a method is laid over a component that the experiment names", () => {
  const plan = planned(9, "methods.learned.sampler.kNeighbors=3");
  expect(neighboursOf(plan, "learned")).toBe(3);
  expect(neighboursOf(planned(30, "methods.mine.sampler.kNeighbors=2", "methods.mine.sampler=smote"), "mine")).toBe(2);
});

test("a file that extends an experiment may do the same", () => {
  const file = write("mine.yaml", "extends: comparison\nname: mine\nmethods:\n  smote:\n    sampler: { kNeighbors: 2 }\n");
  expect(neighboursOf(planned(30, `experiment=${file}`), "smote")).toBe(2);
});

test("a number that was set and is too large marks its method as not possible; the rest runs", () => {
  const { status, stdout } = run(
    on(
      9,
      "methods.learned.sampler.kNeighbors=5",
      "training.updates=3",
      "conditions=[clean]",
      "trials=2",
      "--output",
      "impossible",
      "--workers",
      "1",
    ),
  );
  expect(stdout).toContain(
    'Method learned is not possible: smote: expected more than `kNeighbors` = 5 training rows of class "positive", got 5. Lower it: `sampler.kNeighbors=4`',
  );
  expect(stdout).toContain("The declared contrast of learned and smote is not tested: one of them is not possible.");
  expect(stdout).toMatch(/learned contributions +not possible/);
  expect(status).toBe(0);
  const folder = readdirSync(path("impossible")).find((name) => name.startsWith("comparison-few-9"))!;
  const report = JSON.parse(readFileSync(path("impossible", folder, "report.json"), "utf8")) as {
    cells: { method: string; status: string; reason?: string }[];
  };
  expect(report.cells.find(({ method }) => method === "learned")).toMatchObject({
    status: "impossible",
    reason: expect.stringContaining("got 5") as string,
  });
  expect(report.cells.find(({ method }) => method === "smote")!.status).toBe("ok");
  expect(readFileSync(path("impossible", folder, "report.html"), "utf8")).toContain("not possible: smote");
});

test.each([
  [5, []],
  [3, ["protocol.folds=3"]],
  [2, ["protocol.folds=2", "protocol.metaFraction=0"]],
])("%i positive rows: each message names the override that goes on", (numPositive, overrides) => {
  const given: string[] = [];
  for (const next of overrides) {
    const { status, stderr } = run([...on(numPositive, ...given), "--cfg"]);
    expect(stderr).toContain(`\`${next}\``);
    expect(status).toBe(1);
    given.push(next);
  }
  const { methods } = planned(numPositive, ...given);
  expect(typeof methods["plain"]).toBe("object");
});
