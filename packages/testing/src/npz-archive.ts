import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";

type Values = Float64Array | Float32Array | BigInt64Array | BigUint64Array | Uint8Array | Uint16Array | Uint32Array;

const dtypes = new Map<unknown, string>([
  [Float64Array, "<f8"],
  [Float32Array, "<f4"],
  [BigInt64Array, "<i8"],
  [BigUint64Array, "<u8"],
  [Uint8Array, "|u1"],
]);

/** A .npy file of these values; `dtype` says what their bytes are, where the type of the array does not. */
export function npyFile(shape: readonly number[], values: Values, dtype: string = dtypes.get(values.constructor)!): Buffer {
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`
    .padEnd(117)
    .concat("\n");
  return Buffer.concat([Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, 118, 0]), Buffer.from(header), Buffer.from(values.buffer)]);
}

/** A .npz file, as `numpy.savez` writes it, of .npy files by name. */
export function npzArchive(arrays: Readonly<Record<string, Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  for (const [name, content] of Object.entries(arrays)) {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length + 4, 22);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(
      locals.reduce((sum, { length }) => sum + length, 0),
      10,
    );
    entries.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, end, Buffer.from(`${name}.npy`));
    locals.push(Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields, Buffer.from(`${name}.npy`), content]));
  }
  const directory = Buffer.concat(entries);
  const tail = Buffer.alloc(22);
  tail.write("PK\x05\x06", "latin1");
  const count = Object.keys(arrays).length;
  tail.writeUInt16LE(count, 8);
  tail.writeUInt16LE(count, 10);
  tail.writeUInt32LE(directory.length, 12);
  tail.writeUInt32LE(
    locals.reduce((sum, { length }) => sum + length, 0),
    16,
  );
  return Buffer.concat([...locals, directory, tail]);
}
