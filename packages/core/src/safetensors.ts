type Numbers = Float32Array | Float64Array | Int32Array;

/** An array with its shape. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly values: Numbers;
}

/** What a file of the format holds. */
export interface Safetensors {
  readonly arrays: Readonly<Record<string, NamedArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const TYPES = { F32: Float32Array, F64: Float64Array, I32: Int32Array } as const;
const typeOf = (values: Numbers): keyof typeof TYPES =>
  values instanceof Float32Array ? "F32" : values instanceof Float64Array ? "F64" : "I32";

/**
 * Named arrays in the safetensors format: 8 bytes with the length of a JSON header, the header, the values.
 *
 * @see https://huggingface.co/docs/safetensors/index#format. Python reads it with `safetensors.numpy.load_file`.
 */
export function writeSafetensors({ arrays, metadata }: Safetensors): Uint8Array {
  // Wider types first, so that every offset is a multiple of its size.
  const sorted = Object.entries(arrays).sort(([, a], [, b]) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT);
  let end = 0;
  const entries = sorted.map(([name, { shape, values }]) => {
    const from = end;
    end += values.byteLength;
    return [name, { dtype: typeOf(values), shape, data_offsets: [from, end] }] as const;
  });
  const text = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  // The values begin at a multiple of 8 bytes.
  const header = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, " ")]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([
    length,
    header,
    ...sorted.map(([, { values }]) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
  ]);
}

/** @throws RangeError if the bytes are not in the format, are cut, or hold other types than float32, float64 and int32. */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.byteLength < 8 ? Number.POSITIVE_INFINITY : Number(view.getBigUint64(0, true));
  if (8 + length > bytes.byteLength) throw damaged(`a header of ${length} bytes in a file of ${bytes.byteLength}`);
  const { __metadata__: metadata = {}, ...header } = headerOf(bytes.subarray(8, 8 + length));
  const arrays = Object.entries(header).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      const Type = TYPES[dtype];
      if (!Type) throw damaged(`\`${name}\` of type ${dtype}`);
      const size = shape.reduce((product, axis) => product * axis, 1);
      if (8 + length + to > bytes.byteLength || to - from !== size * Type.BYTES_PER_ELEMENT)
        throw damaged(`\`${name}\` [${shape.join(", ")}] at bytes ${from} to ${to}`);
      return [name, { shape, values: new Type(Uint8Array.from(bytes.subarray(8 + length + from, 8 + length + to)).buffer) }] as const;
    },
  );
  return { arrays: Object.fromEntries(arrays), metadata: metadata as Record<string, string> };
}

interface Entry {
  readonly dtype: keyof typeof TYPES;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function headerOf(bytes: Uint8Array): Record<string, Entry> & { __metadata__?: unknown } {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as Record<string, Entry>;
  } catch {
    throw damaged("a header that is no JSON");
  }
}

const damaged = (what: string): RangeError =>
  new RangeError(`safetensors: expected whole arrays of float32, float64 or int32, got ${what}. Write the file anew.`);
