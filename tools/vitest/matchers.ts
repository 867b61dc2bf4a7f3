interface Closeness {
  readonly abs?: number;
  readonly rel?: number;
}

type Nested = number | Iterable<Nested>;

/** Numbers, nested arrays or typed arrays: every entry within `abs + rel·|expected|` (1e-6 and 1e-5 unless given). NaN equals NaN. */
export function toBeAllClose(
  received: Nested,
  expected: Nested,
  { abs = 1e-6, rel = 1e-5 }: Closeness = {},
): { pass: boolean; message: () => string } {
  const got = flat(received);
  const want = flat(expected);
  if (got.length !== want.length) return { pass: false, message: () => `expected ${want.length} numbers, got ${got.length}` };
  const bad = got.findIndex((value, i) => !close(value, want[i]!, abs, rel));
  return {
    pass: bad < 0,
    message: () =>
      bad < 0
        ? "expected some number to differ beyond the tolerance, all are close"
        : `entry ${bad}: expected ${want[bad]} (±${abs} ±${rel} relative), got ${got[bad]}`,
  };
}

function close(got: number, want: number, abs: number, rel: number): boolean {
  return Object.is(got, want) || got === want || Math.abs(got - want) <= abs + rel * Math.abs(want);
}

function flat(values: Nested): number[] {
  return typeof values === "number" ? [values] : Array.from(values).flatMap(flat);
}

declare module "vitest" {
  interface Matchers<T = any> {
    toBeAllClose(expected: Nested, closeness?: Closeness): T;
  }
}
