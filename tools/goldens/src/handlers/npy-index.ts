import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type NpyArray, parseNpy, parseNpz } from "@evenkeel/datasets";
import type { Results } from "../comparison.js";
import type { GoldenCase } from "../golden-file.js";
import { defineHandler } from "../handler.js";

interface GoldenArray {
  readonly shape: readonly number[];
  readonly values_row_major: readonly (number | string | boolean)[];
  readonly dtype: string;
}

interface Good extends GoldenArray {
  readonly file: string;
  readonly members?: Readonly<Record<string, GoldenArray>>;
}

/** Arrays as NumPy writes them, and files that must be refused; the files lie in `npy/` beside the index. */
export default defineHandler({
  files: ["npy_index"],
  precision: "float64",
  casesOf: (file) => [
    ...(file["good"] as Good[]).map((good) =>
      caseOf(
        good.file,
        good.members
          ? Object.fromEntries(Object.entries(good.members).map(([name, array]) => [name, expectedOf(array)]))
          : expectedOf(good),
      ),
    ),
    // What NumPy accepts may be read too, if that is safe: names in an archive are never paths here.
    ...(file["refuse"] as { file: string; numpy: string }[])
      .filter(({ numpy }) => numpy !== "accepts")
      .map((refused) => caseOf(refused.file, { error: true })),
  ],
  run({ name }, { folder }) {
    const bytes = readFileSync(join(folder, "npy", name));
    if (!name.endsWith(".npz")) return orBeyondDoubles(() => resultsOf(parseNpy(bytes)));
    const arrays = parseNpz(bytes);
    return Object.fromEntries(arrays.names.map((member) => [member, resultsOf(arrays.read(member))]));
  },
});

const caseOf = (file: string, expected: GoldenCase["expected"]): GoldenCase => ({
  name: file,
  inputs: {},
  expected,
  tolerance: { exact: true },
});

/** 64-bit integers are strings; text is compared by its characters' codes. */
function expectedOf({ shape, values_row_major: values, dtype }: GoldenArray): Record<string, unknown> {
  return { shape, values: /^.U/.test(dtype) ? values.map((text) => codesOf(String(text))) : values.map(Number) };
}

function resultsOf({ shape, values }: NpyArray): Results {
  return { shape, values: Array.from<string | number>(values).flatMap((value) => (typeof value === "string" ? codesOf(value) : value)) };
}

/** Characters with their count, so that no two lists of texts have the same codes. */
const codesOf = (text: string): number[] => [text.length, ...Array.from(text, (character) => character.codePointAt(0)!)];

/** Integers that a double cannot hold are refused here; NumPy has a type for them. */
function orBeyondDoubles(read: () => Results): Results | string {
  try {
    return read();
  } catch (error) {
    if ((error as Error).message.includes("expected integers within")) return "integers that a double cannot hold, which are refused";
    throw error;
  }
}
