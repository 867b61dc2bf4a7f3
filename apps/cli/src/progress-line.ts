import { metricsIn, type Sink } from "@evenkeel/core";
import { terminalLine } from "@evenkeel/report";

/** The losses of the last window, in one line that is rewritten on a terminal; elsewhere a line for every tenth of the run. */
export function progressLine(out: NodeJS.WriteStream, updates: number): Sink {
  const terminal = terminalLine(out);
  let lastTenth = 0;
  return {
    name: "progress",
    handle(event) {
      if (event.type !== "windowEnded") return;
      const losses = Object.entries(metricsIn(event))
        .filter(([name]) => name.endsWith("/loss"))
        .map(([name, value]) => `${name} ${value.toFixed(4)}`);
      const text = `${event.step}/${updates}  ${losses.join("  ")}`;
      const tenth = Math.floor((10 * event.step) / updates);
      if (terminal.isTerminal) terminal.rewrite(text);
      else if (tenth > lastTenth) terminal.say(text);
      lastTenth = tenth;
    },
    close: async () => terminal.clear(),
  };
}
