import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventsOfARun, sinkOf, testSink } from "@evenkeel/testing";
import { expect, test } from "vitest";
import myName from "./my-name.js";

testSink(myName);

test("what is special about it", async () => {
  const { sink, folder } = sinkOf(myName);
  for (const event of eventsOfARun) await sink.handle(event);
  expect(readFileSync(join(folder, "my-name.txt"), "utf8")).toContain("2 test/average_precision 0.75\n");
});
