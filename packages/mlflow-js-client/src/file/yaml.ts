export type Scalar = string | number | null;
export type YamlValue = Scalar | readonly [] | Readonly<Record<string, Scalar>>;
export type YamlMap = Readonly<Record<string, YamlValue>>;

/**
 * A string as YAML's double-quoted form. That is JSON's, except that YAML refuses or changes U+007F–U+009F, U+2028,
 * U+2029, U+FEFF and the two last characters of the plane when they stand raw.
 */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function formatScalar(value: Scalar): string {
  return typeof value === "string" ? quote(value) : String(value);
}

/** A mapping as MLflow's `meta.yaml` has it, keys in order; every string is quoted. */
export function formatYaml(map: YamlMap): string {
  const lines = Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => {
    if (value === null || typeof value !== "object") return `${key}: ${formatScalar(value)}`;
    if (Array.isArray(value)) return `${key}: []`;
    const entries = Object.entries(value as Readonly<Record<string, Scalar>>);
    if (entries.length === 0) return `${key}: {}`;
    return [`${key}:`, ...entries.map(([name, item]) => `  ${quote(name)}: ${formatScalar(item)}`)].join("\n");
  });
  return `${lines.join("\n")}\n`;
}

/** Reads what `formatYaml` and PyYAML's block style write for such mappings, folded lines included. */
export function parseYaml(text: string): YamlMap {
  const lines = text.split(/\r?\n/);
  const map: Record<string, YamlValue> = {};
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!;
    if (line.trim() === "" || line.startsWith("#") || line === "---") {
      i++;
      continue;
    }
    const block = [line];
    for (i++; i < lines.length && (lines[i]!.trim() === "" || /^\s/.test(lines[i]!)); i++) block.push(lines[i]!);
    const [key, rest] = splitKey(block[0]!);
    const nested = rest === "" && block.slice(1).some((next) => next.trim() !== "");
    map[key] = nested ? parseNested(block.slice(1)) : parseValue([rest, ...block.slice(1)]);
  }
  return map;
}

function parseNested(lines: readonly string[]): Record<string, Scalar> | Scalar {
  const indent = /^\s*/.exec(lines.find((line) => line.trim() !== "")!)![0].length;
  const first = lines[0]!.trim();
  // PyYAML puts a long scalar on the line below its key.
  if (!/^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^"'\s][^:]*):(\s|$)/.test(first)) return parseValue(lines) as Scalar;
  const map: Record<string, Scalar> = {};
  for (let i = 0; i < lines.length; ) {
    const block = [lines[i]!];
    for (i++; i < lines.length && (lines[i]!.trim() === "" || /^\s*/.exec(lines[i]!)![0].length > indent); i++) block.push(lines[i]!);
    if (block[0]!.trim() === "") continue;
    const [key, rest] = splitKey(block[0]!.trim());
    map[key] = parseValue([rest, ...block.slice(1)]) as Scalar;
  }
  return map;
}

function splitKey(line: string): [string, string] {
  const match = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^"'][^:]*?(?::\S[^:]*?)*):(?:\s+(.*))?$/.exec(line);
  if (!match) throw new SyntaxError(`meta.yaml: expected \`key: value\`, got ${JSON.stringify(line)}.`);
  return [String(parseValue([match[1]!], true)), (match[2] ?? "").trimEnd()];
}

function parseValue(lines: readonly string[], isKey = false): YamlValue {
  const text = fold(lines);
  if (text.startsWith('"')) return unescape(text);
  if (text.startsWith("'")) {
    if (!text.endsWith("'") || text.length < 2) throw new SyntaxError(`meta.yaml: expected a closing quote, got ${JSON.stringify(text)}.`);
    return text.slice(1, -1).replaceAll("''", "'");
  }
  if (isKey) return text;
  if (text === "[]") return [];
  if (text === "{}") return {};
  if (text === "" || text === "null" || text === "~") return null;
  return /^[-+]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** YAML's line folding: a break is a blank, an empty line is a break, and a backslash at the end of a quoted line joins. */
function fold(lines: readonly string[]): string {
  let text = lines[0]!.trim();
  let breaks = 0;
  for (const line of lines.slice(1)) {
    const next = line.trim();
    if (next === "") breaks++;
    else {
      if (text.startsWith('"') && /(?<!\\)(\\\\)*\\$/.test(text)) text = text.slice(0, -1) + next;
      else text += (text === "" ? "" : breaks > 0 ? "\n".repeat(breaks) : " ") + next;
      breaks = 0;
    }
  }
  return text;
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0", a: "\x07", b: "\b", t: "\t", n: "\n", v: "\v", f: "\f", r: "\r", e: "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", N: "\x85", _: "\xa0", L: "\u2028", P: "\u2029",
};

function unescape(text: string): string {
  const match = /^"((?:[^"\\]|\\.)*)"$/s.exec(text);
  if (!match) throw new SyntaxError(`meta.yaml: expected a closing quote, got ${JSON.stringify(text)}.`);
  return match[1]!.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs, (all, x, u, U, c) => {
    const code = x ?? u ?? U;
    return code === undefined ? (escapes[c] ?? all) : String.fromCodePoint(Number.parseInt(code, 16));
  });
}
