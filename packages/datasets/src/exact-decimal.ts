const decimal = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;

/** A decimal number as it is written, without rounding: ±digits · 10^exponent, no zero at either end of `digits`. */
export interface ExactDecimal {
  readonly isNegative: boolean;
  /** Empty for zero. */
  readonly digits: string;
  readonly exponent: number;
}

/** The number that a text writes in decimal notation, or null. */
export function exactDecimal(text: string): ExactDecimal | null {
  const [, sign, whole = "", fraction = "", power = "0"] = decimal.exec(text) ?? [];
  if (whole + fraction === "") return null;
  const significant = (whole + fraction).replace(/^0+/, "");
  const digits = significant.replace(/0+$/, "");
  if (digits === "") return { isNegative: false, digits, exponent: 0 };
  return { isNegative: sign === "-", digits, exponent: Number(power) - fraction.length + significant.length - digits.length };
}

/** Negative if a < b, 0 if they are the same number. */
export function compareExact(a: ExactDecimal, b: ExactDecimal): number {
  const [signA, signB] = [signOf(a), signOf(b)];
  if (signA !== signB || signA === 0) return signA - signB;
  return signA * (a.digits.length + a.exponent - b.digits.length - b.exponent || (a.digits < b.digits ? -1 : Number(a.digits > b.digits)));
}

/** As short as a double is written if a double holds it exactly as written (`1`, `0.1`), else all of its digits. */
export function writeExact(number: ExactDecimal): string {
  const { isNegative, digits, exponent } = number;
  const plain = `${isNegative ? "-" : ""}${digits || "0"}e${exponent}`;
  const short = String(Number(plain));
  const back = exactDecimal(short);
  if (back !== null && compareExact(back, number) === 0) return short;
  return exponent >= 0 && exponent <= 40 ? plain.replace(/e.*/, "0".repeat(exponent)) : plain;
}

const signOf = ({ isNegative, digits }: ExactDecimal): number => (digits === "" ? 0 : isNegative ? -1 : 1);
