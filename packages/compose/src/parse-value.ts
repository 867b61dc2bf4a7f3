import { UserError } from "@evenkeel/core";

/** What config may hold: numbers, texts, true, false, null, lists and trees of them. */
export type ConfigValue = null | boolean | number | string | readonly ConfigValue[] | { readonly [key: string]: ConfigValue };

/**
 * The value of an override, in Hydra's grammar: null, true, false (any case), whole numbers with underscores, floats
 * including inf and nan, 'quoted' and "quoted" strings, [lists], {key: value} and bare words. A whole number beyond 2^53
 * stays a word, digit by digit.
 *
 * @throws UserError naming the column of what is not understood.
 */
export function parseValue(text: string): ConfigValue {
  const parser = new ValueParser(text);
  const value = parser.value("");
  parser.end();
  return value;
}

class ValueParser {
  #at = 0;
  constructor(readonly text: string) {}

  /** Reads one value; a bare word ends at one of `stops`. */
  value(stops: string): ConfigValue {
    this.#blanks();
    const next = this.text[this.#at];
    if (next === "[") return this.#list();
    if (next === "{") return this.#dictionary();
    if (next === "'" || next === '"') return this.#quoted(next);
    return primitive(this.#word(stops));
  }

  end(): void {
    this.#blanks();
    if (this.#at < this.text.length) this.#fail("the end of the value");
  }

  #list(): ConfigValue[] {
    this.#expect("[");
    const items: ConfigValue[] = [];
    if (this.#skip("]")) return items;
    do items.push(this.value(",]"));
    while (this.#skip(","));
    this.#expect("]");
    return items;
  }

  #dictionary(): Record<string, ConfigValue> {
    this.#expect("{");
    const entries: [string, ConfigValue][] = [];
    if (this.#skip("}")) return {};
    do {
      const key = String(this.value(":,}"));
      this.#expect(":");
      if (entries.some(([other]) => other === key)) this.#fail(`each key once, and not again \`${key}\`,`);
      entries.push([key, this.value(",}")]);
    } while (this.#skip(","));
    this.#expect("}");
    return Object.fromEntries(entries);
  }

  #quoted(quote: string): string {
    let text = "";
    for (this.#at++; this.#at < this.text.length; this.#at++) {
      const next = this.text[this.#at]!;
      if (next === "\\" && this.text[this.#at + 1] === quote) text += this.text[++this.#at]!;
      else if (next === quote) {
        this.#at++;
        return text;
      } else text += next;
    }
    return this.#fail(`a closing ${quote}`);
  }

  #word(stops: string): string {
    let text = "";
    for (; this.#at < this.text.length && !stops.includes(this.text[this.#at]!); this.#at++) {
      const isEscape = this.text[this.#at] === "\\" && "()[]{}:=, \\".includes(this.text[this.#at + 1] ?? "·");
      text += isEscape ? this.text[++this.#at]! : this.text[this.#at]!;
    }
    return text.trim();
  }

  #blanks(): void {
    while (this.text[this.#at] === " ") this.#at++;
  }

  #skip(symbol: string): boolean {
    this.#blanks();
    if (this.text[this.#at] !== symbol) return false;
    this.#at++;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#skip(symbol)) this.#fail(`\`${symbol}\``);
  }

  #fail(expected: string): never {
    throw new UserError(
      `override: expected ${expected} at column ${this.#at + 1}, got \`${this.text}\`. Quote text that contains brackets, braces or commas.`,
    );
  }
}

function primitive(word: string): ConfigValue {
  const lower = word.toLowerCase();
  if (lower === "null") return null;
  if (lower === "true") return true;
  if (lower === "false") return false;
  if (/^[+-]?(inf|infinity)$/.test(lower)) return lower.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (lower === "nan") return Number.NaN;
  const digits = word.replaceAll(/(?<=\d)_(?=\d)/g, "");
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits);
  // A long whole number is a name rather than a quantity, and would be rounded to another one.
  const isRounded = /^[+-]?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits));
  return isNumber && !isRounded ? Number(digits) : word;
}
