import { afterEach, expect, vi } from "vitest";
import { toBeAllClose } from "./matchers.js";

expect.extend({ toBeAllClose });

// A test that prints has something to say that belongs in an assertion.
const refuse =
  (name: string) =>
  (...words: unknown[]) => {
    throw new Error(`console.${name} in a test: ${words.map(String).join(" ")}`);
  };
for (const name of ["log", "info", "warn", "error", "debug"] as const) vi.spyOn(console, name).mockImplementation(refuse(name));

afterEach(() => vi.useRealTimers());
