import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventsOfARun, sinkOf, testSink } from "@evenkeel/testing";
import { from } from "rxjs";
import { expect, test } from "vitest";
import { connectSinks } from "../connect-sinks.js";
import jsonLines from "./json-lines.js";

testSink(jsonLines);

test("one line of JSON for each event, in order; numbers that JSON lacks are words", async () => {
  const { sink, folder } = sinkOf(jsonLines);
  expect(await connectSinks(from(eventsOfARun), [sink])).toEqual({ failures: [] });
  const lines = readFileSync(join(folder, "events.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ type }) => type)).toEqual(eventsOfARun.map(({ type }) => type));
  expect(lines[0]).toEqual(eventsOfARun[0]);
  expect(lines[2]!["metrics"]).toEqual({ "train/loss": 0.5, "meta/loss": "NaN" });
  expect(lines[5]!["contributions"]).toEqual([1, 0.5, "Infinity"]);
});

test("a file that cannot be written is a failure of the sink", async () => {
  const { sink, folder } = sinkOf(jsonLines);
  mkdirSync(join(folder, "events.jsonl"));
  expect((await connectSinks(from(eventsOfARun), [sink])).failures).toMatchObject([{ sink: "json-lines", error: { code: "EISDIR" } }]);
});
