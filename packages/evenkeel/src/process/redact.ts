import { Writable } from "node:stream";

/** Shorter ones are too likely to be a part of something else. */
const SHORTEST_SECRET = 4;

/** Secrets of this process: none of them may be printed, whoever names them. */
function secrets(): string[] {
  const { MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN } = process.env;
  return [MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN].flatMap((secret) =>
    secret !== undefined && secret.length >= SHORTEST_SECRET ? [secret, encodeURIComponent(secret)] : [],
  );
}

/**
 * The text without credentials: user and password of an address (up to its last "@": a password may hold any character),
 * what its query gives, and the values of MLFLOW_TRACKING_PASSWORD and MLFLOW_TRACKING_TOKEN.
 */
export function redact(text: string): string {
  const known = secrets().reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
  return (
    known
      // One slash is what joining paths leaves of an address that stands where a file was expected.
      .replace(/\b(?!file:)([a-z][\w+.-]+:\/+)[^\s"'`<>]*@/gi, "$1")
      // The same without a scheme.
      .replace(/(?<![\w:@.%+-])[\w.%+-]+:[^\s"'`<>@/]+@(?=[\w[])/g, "***@")
      // Any name may stand before a token in the query of an address.
      .replace(/\b(?!file:)[a-z][\w+.-]+:\/+[^\s"'`<>?#]*[?#][^\s"'`<>]*/gi, (address) =>
        address.replaceAll(/=[^&;#]+?(?=[&;#]|[:.,]?$)/g, "=***"),
      )
      // What stands in a port's place and is none.
      .replace(/(:\/\/[^\s/:@[\]]+):(?!\d+(?:[/?#\s"'`.,:;)]|$))[^\s/"'`<>]+/g, "$1:***")
      .replace(
        /([?&#;][\w.-]*(?:token|key|secret|pass(?:word|wd)?|pwd|auth|credential|sig|signature)[\w.-]*=)[^&\s"'`<>;]+?(?=[:.,]?(?:[&\s"'`<>;]|$))/gi,
        "$1***",
      )
      .replace(/\b(Basic|Bearer)\s+[\w.~+/=-]{8,}/g, "$1 ***")
  );
}

/** The last guard: whatever this process prints goes through `redact`. */
export function guardOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as Writable["write"];
    stream.write = ((chunk: string | Uint8Array, ...rest: []) =>
      write(typeof chunk === "string" ? redact(chunk) : chunk, ...rest)) as typeof stream.write;
  }
}
