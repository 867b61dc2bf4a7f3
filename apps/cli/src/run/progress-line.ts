import type { Sink } from "@evenkeel/core";

/** The losses of the last window, in one line that is rewritten on a terminal; elsewhere a line for every tenth of the run. */
export function progressLine(out: NodeJS.WriteStream, updates: number): Sink {
  let lastTenth = 0;
  return {
    name: "progress",
    handle(event) {
      if (event.type !== "windowEnded") return;
      const losses = Object.entries(event.metrics)
        .filter(([name]) => name.endsWith("/loss"))
        .map(([name, value]) => `${name} ${value.toFixed(4)}`);
      const line = `${event.step}/${updates}  ${losses.join("  ")}`;
      const tenth = Math.floor((10 * event.step) / updates);
      if (out.isTTY) out.write(`\r\u001b[2K${line}`);
      else if (tenth > lastTenth) out.write(`${line}\n`);
      lastTenth = tenth;
    },
    close: async () => void (out.isTTY && out.write("\r\u001b[2K")),
  };
}
