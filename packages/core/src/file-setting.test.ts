import { expect, test } from "vitest";
import { z } from "zod";
import { defineSampler } from "./definers.js";
import { fileSetting, filesOf } from "./file-setting.js";

test("settings that name files are known however they are described", () => {
  const sampler = defineSampler({
    name: "read",
    summary: "",
    config: {
      path: fileSetting()
        .describe("a file")
        .meta({ examples: ["a.csv"] }),
      other: z.string(),
    },
    create: () => ({ resample: () => ({ rows: new Int32Array() }) }),
  });
  expect(filesOf(sampler, { path: "rows.csv", other: "no file" })).toEqual([{ setting: "path", path: "rows.csv" }]);
});
