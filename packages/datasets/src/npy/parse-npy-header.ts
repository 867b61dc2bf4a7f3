/** What a .npy file says about its data. */
export interface NpyHeader {
  /** NumPy's type string: `<f8`, `|u1`, `<U3`. */
  readonly dtype: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the data begin. */
  readonly offset: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Reads the header of a .npy file, versions 1 to 3. The header is a Python dictionary; it is matched, never evaluated.
 *
 * @throws RangeError that says what is wrong.
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const { start, end } = headerRange(bytes);
  const text = new TextDecoder("utf-8").decode(bytes.subarray(start, end));
  const entries = dictionary(text);
  const [descr, order, shape] = ["descr", "fortran_order", "shape"].map((key) => required(entries, key));
  return { dtype: dtypeOf(descr!), fortranOrder: booleanOf(order!), shape: shapeOf(shape!), offset: end };
}

function headerRange(bytes: Uint8Array): { start: number; end: number } {
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte))
    throw new RangeError("expected the .npy format, got other or too few bytes");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw new RangeError(`expected .npy version 1, 2 or 3, got ${version}`);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) throw new RangeError("expected a whole header, got a cut one");
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > bytes.length) throw new RangeError(`expected a header of ${end - start} bytes, got ${bytes.length - start}`);
  return { start, end };
}

const entry = /\s*'([^'\\]*)'\s*:\s*('[^'\\]*'|True|False|\([^()]*\)|\[.*\]|[^,{}]*?)\s*(?:,|(?=\}))/y;

function dictionary(text: string): Map<string, string> {
  const body = text.trim();
  if (!body.startsWith("{") || !body.endsWith("}")) throw new RangeError("expected a dictionary as header, got something else");
  const entries = new Map<string, string>();
  entry.lastIndex = 1;
  while (body.slice(entry.lastIndex).trim() !== "}") {
    const match = entry.exec(body);
    if (!match) throw new RangeError("expected a dictionary of plain values as header, got something else");
    const [, key, value] = match as unknown as [string, string, string];
    if (entries.has(key)) throw new RangeError(`expected each header key once, got \`${key}\` twice`);
    if (!["descr", "fortran_order", "shape"].includes(key))
      throw new RangeError(`expected header keys descr, fortran_order and shape, got \`${key}\``);
    entries.set(key, value);
  }
  return entries;
}

function required(entries: Map<string, string>, key: string): string {
  const value = entries.get(key);
  if (value === undefined) throw new RangeError(`expected the header key \`${key}\`, got none`);
  return value;
}

function dtypeOf(written: string): string {
  if (written.startsWith("[")) throw new RangeError(`expected one number or text per entry, got the structured dtype ${written}`);
  if (!/^'.*'$/.test(written)) throw new RangeError(`expected a dtype in quotes, got ${written}`);
  return written.slice(1, -1);
}

function booleanOf(written: string): boolean {
  if (written !== "True" && written !== "False") throw new RangeError(`expected fortran_order True or False, got ${written}`);
  return written === "True";
}

function shapeOf(written: string): number[] {
  if (!/^\((\s*\d+L?\s*,)*(\s*\d+L?\s*)?\)$/.test(written)) throw new RangeError(`expected a shape of whole numbers ≥ 0, got ${written}`);
  return (written.match(/\d+/g) ?? []).map(Number);
}
