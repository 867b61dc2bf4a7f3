import { constants, crc32, inflateRawSync } from "node:zlib";

/** One file in a zip archive. */
export interface ZipMember {
  readonly name: string;
  /** Bytes that the directory promises; a forged directory may lie. */
  readonly size: number;
  /** Some bytes from its beginning, for a look at a header. */
  head(): Uint8Array;
  /** All bytes, refused as soon as there are more than `size`; exactly `size` of them with the right checksum. */
  read(): Uint8Array;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;

/**
 * The members of a zip archive as its central directory lists them, stored or deflated, below 4 GiB.
 *
 * Inflating stops at the promised size and checks the checksum; names are labels and nothing is written to disk.
 *
 * @throws RangeError that says what is wrong.
 */
export function zipMembers(bytes: Uint8Array): ReadonlyMap<string, ZipMember> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  const members = new Map<string, ZipMember>();
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < view.getUint16(end + 10, true); i++) {
    const { member, next } = directoryEntry(bytes, view, at);
    if (members.has(member.name)) throw new RangeError(`expected each name once, got \`${member.name}\` twice`);
    members.set(member.name, member);
    at = next;
  }
  return members;
}

function endOfDirectory(view: DataView): number {
  const longestComment = 0xffff;
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - longestComment); at--) {
    if (view.getUint32(at, true) === endSignature) return at;
  }
  throw new RangeError("expected a zip archive, got no directory at its end: it is cut or of another kind");
}

function directoryEntry(bytes: Uint8Array, view: DataView, at: number): { member: ZipMember; next: number } {
  if (at + 46 > bytes.length || view.getUint32(at, true) !== entrySignature)
    throw new RangeError("expected an entry of the zip directory, got other bytes");
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
    number,
    number,
    number,
  ];
  const name = new TextDecoder("utf-8").decode(bytes.subarray(at + 46, at + 46 + nameLength));
  const [checksum, packedSize, size, header] = [16, 20, 24, 42].map((field) => view.getUint32(at + field, true)) as [
    number,
    number,
    number,
    number,
  ];
  if ([packedSize, size, header].includes(0xffffffff)) throw new RangeError(`expected \`${name}\` below 4 GiB, got a larger one`);
  const isEncrypted = (view.getUint16(at + 8, true) & 1) === 1;
  if (isEncrypted) throw new RangeError(`expected \`${name}\` readable, got an encrypted member`);
  const packed = packedBytes(bytes, view, { name, header, packedSize });
  const isDeflated = compressionOf(name, view.getUint16(at + 10, true)) === "deflated";
  const member: ZipMember = {
    name,
    size,
    head: () => (isDeflated ? inflateHead(name, packed) : packed),
    read() {
      const content = isDeflated ? inflate(name, packed, size) : packed;
      if (content.length !== size)
        throw new RangeError(`expected ${size} bytes in \`${name}\`, got ${content.length}: the file is damaged`);
      if (crc32(content) !== checksum)
        throw new RangeError(`expected the checksum ${checksum} of \`${name}\`, got ${crc32(content)}: the file is damaged`);
      return content;
    },
  };
  return { member, next: at + 46 + nameLength + extraLength + commentLength };
}

function packedBytes(
  bytes: Uint8Array,
  view: DataView,
  { name, header, packedSize }: { name: string; header: number; packedSize: number },
): Uint8Array {
  if (header + 30 > bytes.length || view.getUint32(header, true) !== localSignature)
    throw new RangeError(`expected \`${name}\` where the zip directory says, got other bytes`);
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  if (start + packedSize > bytes.length)
    throw new RangeError(`expected ${packedSize} packed bytes of \`${name}\`, got ${Math.max(0, bytes.length - start)}`);
  return bytes.subarray(start, start + packedSize);
}

function compressionOf(name: string, method: number): "stored" | "deflated" {
  if (method === 0) return "stored";
  if (method === 8) return "deflated";
  throw new RangeError(`expected \`${name}\` stored or deflated, got compression method ${method}`);
}

function inflate(name: string, packed: Uint8Array, size: number): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    const isTooLong = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw new RangeError(
      isTooLong ? `expected ${size} bytes in \`${name}\`, got more` : `expected \`${name}\` undamaged, got a broken deflate stream`,
      { cause: error },
    );
  }
}

/** Deflate expands at most 1032-fold, so this much input cannot fill the memory. */
const headInput = 2048;

function inflateHead(name: string, packed: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(packed.subarray(0, headInput), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw new RangeError(`expected \`${name}\` undamaged, got a broken deflate stream`, { cause: error });
  }
}
