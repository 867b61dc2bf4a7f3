/** Data to pixels. */
export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
  /** Writes a tick with as many decimals as its neighbours need. */
  readonly format: (tick: number) => string;
}

/** A linear axis that begins and ends on round numbers; the domain holds `values` and never has length 0. */
export function linearScale(values: readonly number[], pixels: readonly [number, number], wantedTicks = 6): Scale {
  const [low, high] = widen(...extent(values));
  const step = roundStep((high - low) / wantedTicks);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return withTicks(linear(first * step, last * step, pixels), ticks, (tick) => withMinus(tick.toFixed(decimals)));
}

/** A logarithmic axis over positive values that begins and ends on 1, 2 or 5 times a power of ten; ticks at those, or at the powers alone where those would crowd. */
export function logScale(values: readonly number[], pixels: readonly [number, number]): Scale {
  const [smallest, largest] = extent(values);
  const all = candidates(smallest, largest);
  const low = all.findLast((tick) => tick <= smallest * 1.001)!;
  const high = all.find((tick) => tick >= largest * 0.999 && tick > low)!;
  const position = linear(Math.log10(low), Math.log10(high), pixels);
  const fine = all.filter((tick) => tick >= low && tick <= high);
  const powers = fine.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9);
  const ticks = fine.length > 7 && powers.length >= 3 ? powers : fine;
  return withTicks(
    (value) => position(Math.log10(value)),
    ticks,
    (tick) => String(Number(tick.toPrecision(2))),
  );
}

/** Smallest and largest; ∞ and −∞ without any. */
export function extent(values: readonly number[]): [low: number, high: number] {
  return values.reduce<[number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

/** 1, 2 and 5 times the powers of ten around `low` and `high`. */
function candidates(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)) - 1, Math.ceil(Math.log10(high)) + 1];
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i)).flatMap((power) => [power, 2 * power, 5 * power]);
}

/** 1, 2 or 5 times a power of ten, at least `length`. */
function roundStep(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  return power * ([1, 2, 5].find((factor) => factor * power >= length * (1 - 1e-9)) ?? 10);
}

function widen(low: number, high: number): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  if (high > low) return [low, high];
  const around = Math.max(Math.abs(low) * 0.1, 0.1);
  return [low - around, high + around];
}

function linear(low: number, high: number, [from, to]: readonly [number, number]): (value: number) => number {
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

function withTicks(position: (value: number) => number, ticks: readonly number[], format: (tick: number) => string): Scale {
  return Object.assign((value: number) => position(value), { ticks, format });
}

const withMinus = (text: string): string => text.replace("-", "−");
