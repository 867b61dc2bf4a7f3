import { defineSink, type RunEvent, type Sink } from "@evenkeel/core";
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { once } from "node:events";
import { dirname, join } from "node:path";

/** Every event of a run, one a line, in `events.jsonl` beside its other files. */
export default defineSink({
  name: "json-lines",
  summary: "every event of a run as a line of JSON, in events.jsonl",
  config: {},
  create:
    () =>
    ({ folder }) =>
      jsonLinesSink(join(folder, "events.jsonl")),
});

/**
 * Every event as one line of JSON in a file of its own: another attempt begins it anew. Numbers that JSON lacks become the strings "NaN", "Infinity" and
 * "-Infinity"; contributions become an array.
 */
function jsonLinesSink(path: string): Sink {
  let stream: WriteStream | undefined;
  let failure: Error | undefined;

  function open(): WriteStream {
    mkdirSync(dirname(path), { recursive: true });
    return createWriteStream(path, { flags: "w" }).on("error", (error) => (failure ??= error));
  }

  async function handle(event: RunEvent): Promise<void> {
    if (failure) throw failure;
    stream ??= open();
    if (!stream.write(`${toJson(event)}\n`)) await once(stream, "drain");
  }

  async function close(): Promise<void> {
    if (stream && !failure) await new Promise<void>((resolve) => stream!.on("error", () => resolve()).end(resolve));
    if (failure) throw failure;
  }

  return { name: "json-lines", handle, close };
}

function toJson(event: RunEvent): string {
  return JSON.stringify(event, (_, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value)) return String(value);
    return value instanceof Float64Array ? [...value].map((x) => (Number.isFinite(x) ? x : String(x))) : value;
  });
}
