import { type NpyHeader, parseNpyHeader } from "./parse-npy-header.js";

/** An array of a .npy file, row-major whatever the order in the file. */
export interface NpyArray {
  /** NumPy's type string: `<f8`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** float32 stays float32; every other number becomes float64, exactly or not at all; booleans are 0 and 1. */
  readonly values: Float32Array | Float64Array | readonly string[];
}

/** Bytes of one entry and how to read it. */
interface Format {
  readonly bytes: number;
  read(view: DataView, at: number, little: boolean): number | string;
}

/**
 * Reads a .npy file: booleans, integers of 8 to 64 bits, floats of 16 to 64 bits, text; either byte order, C or Fortran
 * order. Nothing is allocated before the file is known to hold what its header promises.
 *
 * @throws RangeError that says what is wrong.
 */
export function parseNpy(bytes: Uint8Array): NpyArray {
  const header = parseNpyHeader(bytes);
  const format = formatOf(header.dtype);
  const size = promisedBytes(header) - header.offset;
  const present = bytes.length - header.offset;
  if (present !== size) throw new RangeError(`expected ${size} bytes of data for shape (${header.shape.join(", ")}), got ${present}`);

  const view = new DataView(bytes.buffer, bytes.byteOffset + header.offset, size);
  const little = !header.dtype.startsWith(">");
  const count = product(header.shape);
  const place = header.fortranOrder ? fortranPlaces(header.shape) : (i: number) => i;
  const read = (i: number): number | string => format.read(view, place(i) * format.bytes, little);
  return { dtype: header.dtype, shape: header.shape, values: collect(header.dtype, count, read) };
}

/** The size of the whole file that a header promises. */
export function promisedBytes({ dtype, shape, offset }: NpyHeader): number {
  const size = product(shape) * formatOf(dtype).bytes;
  if (!Number.isSafeInteger(size)) throw new RangeError(`expected a shape that fits into memory, got (${shape.join(", ")})`);
  return offset + size;
}

/** The largest magnitude up to which entries of a type hold every whole number. */
export function largestExact(dtype: string): number {
  if (dtype.endsWith("f2")) return 2 ** 11;
  if (dtype.endsWith("f4")) return 2 ** 24;
  return Number.MAX_SAFE_INTEGER;
}

function collect(dtype: string, count: number, read: (i: number) => number | string): NpyArray["values"] {
  if (/^.[US]/.test(dtype)) return Array.from({ length: count }, (_, i) => read(i) as string);
  const values = /^.f4$/.test(dtype) ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = read(i) as number;
  return values;
}

const product = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

const numeric: Readonly<Record<string, Format>> = {
  b1: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i8: { bytes: 8, read: (view, at, little) => exact(view.getBigInt64(at, little)) },
  u8: { bytes: 8, read: (view, at, little) => exact(view.getBigUint64(at, little)) },
  f2: { bytes: 2, read: (view, at, little) => halfPrecision(view.getUint16(at, little)) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

function formatOf(dtype: string): Format {
  const [, order, kind, width] = /^([<>|=])([a-zA-Z])(\d+)$/.exec(dtype) ?? [];
  if (order === undefined) throw refusal(dtype);
  if (kind === "U") return { bytes: 4 * Number(width), read: (view, at, little) => text(view, at, Number(width), 4, little) };
  if (kind === "S") return { bytes: Number(width), read: (view, at, little) => text(view, at, Number(width), 1, little) };
  const key = `${kind}${width}`;
  if (!Object.hasOwn(numeric, key)) throw refusal(dtype);
  return numeric[key]!;
}

function refusal(dtype: string): RangeError {
  if (/^.?O/.test(dtype))
    return new RangeError(`expected numbers or text, got Python objects (dtype ${dtype}), which would have to be unpickled`);
  if (/^.?c/.test(dtype)) return new RangeError(`expected real numbers or text, got dtype ${dtype}, which is complex`);
  if (/^.?[Mm]\d/.test(dtype)) return new RangeError(`expected numbers or text, got dtype ${dtype}, which is a date or duration`);
  return new RangeError(`expected booleans, integers, floats up to 64 bits or text, got dtype ${dtype}`);
}

function exact(value: bigint): number {
  const rounded = Number(value);
  if (!Number.isSafeInteger(rounded))
    throw new RangeError(`expected integers within ±(2⁵³ − 1), got ${value}, which a double cannot hold exactly`);
  return rounded;
}

function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** NumPy pads text with zeros at the end. */
function text(view: DataView, at: number, length: number, bytesPerCharacter: 1 | 4, little: boolean): string {
  const codes = Array.from({ length }, (_, i) => (bytesPerCharacter === 4 ? view.getUint32(at + 4 * i, little) : view.getUint8(at + i)));
  const end = codes.findLastIndex((code) => code !== 0) + 1;
  const bad = codes.find((code) => code > 0x10ffff);
  if (bad !== undefined) throw new RangeError(`expected text, got the character code ${bad}`);
  return String.fromCodePoint(...codes.slice(0, end));
}

/** Where entry i in row-major order stands in a file in column-major order. */
function fortranPlaces(shape: readonly number[]): (i: number) => number {
  const strides = shape.map((_, axis) => product(shape.slice(0, axis)));
  return (i) => {
    let rest = i;
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return place;
  };
}
