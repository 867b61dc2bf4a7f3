import type { Tree } from "@evenkeel/core";
import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * Named float32 tensors in the safetensors format: 8 bytes with the length of a JSON header, the header, the values.
 *
 * @see https://huggingface.co/docs/safetensors/index#format. Python reads it with `safetensors.numpy.load_file`.
 */
export function safetensors(tree: Tree, metadata: Readonly<Record<string, string>>): Uint8Array {
  const tensors = Object.entries(tree).map(([name, value]) => ({
    name,
    shape: value.shape,
    values: Float32Array.from((value as Tensor).dataSync()),
  }));
  let offset = 0;
  const entries = tensors.map(({ name, shape, values }) => {
    const from = offset;
    offset += values.byteLength;
    return [name, { dtype: "F32", shape, data_offsets: [from, offset] }] as const;
  });
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  // The values begin at a multiple of 8 bytes.
  const header = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...tensors.map(({ values }) => Buffer.from(values.buffer))]);
}
