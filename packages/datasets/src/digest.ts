import { createHash } from "node:crypto";

/** SHA-256 over values and labels as stored, hexadecimal. */
export function digestOf(values: Float64Array | Float32Array, labels: Int32Array): string {
  const bytes = (array: Float64Array | Float32Array | Int32Array): Uint8Array =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return createHash("sha256").update(bytes(values)).update(bytes(labels)).digest("hex");
}
