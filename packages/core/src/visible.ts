/**
 * Text from outside as it may be shown: control characters, and those that turn the direction of writing, become escapes such
 * as `\u001b`. A class or file name could otherwise clear a terminal, end a line of a table or hide what stands beside it.
 */
export function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
