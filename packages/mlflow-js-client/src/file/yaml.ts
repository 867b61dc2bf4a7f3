export type Scalar = string | number | null;
export type YamlValue = Scalar | readonly [] | Readonly<Record<string, Scalar>>;
export type YamlMap = Readonly<Record<string, YamlValue>>;

/**
 * A string as YAML's double-quoted form. That is JSON's, except that YAML refuses or changes U+007F–U+009F, U+2028,
 * U+2029, U+FEFF and the two last characters of the plane when they stand raw.
 */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function formatScalar(value: Scalar): string {
  return typeof value === "string" ? quote(value) : String(value);
}

/** A mapping as MLflow's `meta.yaml` has it, keys in order; every string is quoted. */
export function formatYaml(map: YamlMap): string {
  const lines = Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => {
      if (value === null || typeof value !== "object") return `${key}: ${formatScalar(value)}`;
      if (Array.isArray(value)) return `${key}: []`;
      const entries = Object.entries(value as Readonly<Record<string, Scalar>>);
      if (entries.length === 0) return `${key}: {}`;
      return [`${key}:`, ...entries.map(([name, item]) => `  ${quote(name)}: ${formatScalar(item)}`)].join("\n");
    });
  return `${lines.join("\n")}\n`;
}

// Only these two: for JavaScript's \s and trim, U+00A0 and U+FEFF are blanks as well.
const isBlank = (line: string): boolean => /^[ \t]*$/.test(line);
const trimBlanks = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, "");
const indentOf = (line: string): number => /^ */.exec(line)![0].length;

/** Reads what `formatYaml` and PyYAML's block style write for such mappings, folded lines included. */
export function parseYaml(text: string): YamlMap {
  const lines = text.split(/\r?\n/).filter((line) => !line.startsWith("#") && line !== "---");
  const map: Record<string, YamlValue> = {};
  for (const [first, ...rest] of blocks(lines, 0)) {
    const [key, value] = splitKey(first!);
    map[key] = value === "" && rest.some((line) => !isBlank(line)) ? parseNested(rest) : parseValue([value, ...rest]);
  }
  return map;
}

/** Each key's line with the deeper and the empty lines that follow it. */
function blocks(lines: readonly string[], indent: number): string[][] {
  const found: string[][] = [];
  for (const line of lines) {
    if (!isBlank(line) && indentOf(line) <= indent) found.push([line]);
    else if (found.length > 0) found.at(-1)!.push(line);
  }
  return found;
}

/** PyYAML puts a long scalar on the line below its key, where a mapping stands otherwise. */
function parseNested(lines: readonly string[]): Record<string, Scalar> | YamlValue {
  const first = lines.find((line) => !isBlank(line))!;
  if (keyPattern.exec(trimBlanks(first)) === null) return parseValue(lines);
  return Object.fromEntries(
    blocks(lines, indentOf(first)).map(([line, ...rest]) => {
      const [key, value] = splitKey(trimBlanks(line!));
      return [key, parseValue([value, ...rest]) as Scalar];
    }),
  );
}

/** A quoted key, or a plain one: there, a colon ends the key only before a blank. */
const keyPattern = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^"'](?:[^:]|:(?![ \t]|$))*):(?:[ \t]+(.*))?$/s;

function splitKey(line: string): [string, string] {
  const match = keyPattern.exec(line);
  if (!match) throw new SyntaxError(`meta.yaml: expected \`key: value\`, got ${JSON.stringify(line)}.`);
  return [String(parseText(match[1]!) ?? match[1]), match[2] ?? ""];
}

function parseValue(lines: readonly string[]): YamlValue {
  const folded = fold(lines);
  const text = parseText(folded);
  if (text !== null) return text;
  if (folded === "[]") return [];
  if (folded === "{}") return {};
  if (["", "null", "~"].includes(folded)) return null;
  return /^[-+]?\d+$/.test(folded) && Number.isSafeInteger(Number(folded)) ? Number(folded) : folded;
}

/** Null if it does not stand in quotes. */
function parseText(text: string): string | null {
  if (text.startsWith('"')) return unescape(text);
  if (!text.startsWith("'")) return null;
  if (!text.endsWith("'") || text.length < 2) throw new SyntaxError(`meta.yaml: expected a closing quote, got ${JSON.stringify(text)}.`);
  return text.slice(1, -1).replaceAll("''", "'");
}

/** YAML's line folding: a break is a blank, an empty line is a break, and a backslash at the end of a quoted line joins. */
function fold(lines: readonly string[]): string {
  let text = trimBlanks(lines[0]!);
  let breaks = 0;
  for (const line of lines.slice(1).map(trimBlanks)) {
    if (line === "") {
      breaks++;
      continue;
    }
    if (text.startsWith('"') && /(?<!\\)(\\\\)*\\$/.test(text)) text = text.slice(0, -1) + "\n".repeat(breaks) + line;
    else text += (text === "" ? "" : breaks > 0 ? "\n".repeat(breaks) : " ") + line;
    breaks = 0;
  }
  return text;
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

function unescape(text: string): string {
  const match = /^"((?:[^"\\]|\\.)*)"$/s.exec(text);
  if (!match) throw new SyntaxError(`meta.yaml: expected a closing quote, got ${JSON.stringify(text)}.`);
  return match[1]!.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs, (all, x, u, U, c) => {
    const code = x ?? u ?? U;
    return code === undefined ? (escapes[c] ?? all) : String.fromCodePoint(Number.parseInt(code, 16));
  });
}
