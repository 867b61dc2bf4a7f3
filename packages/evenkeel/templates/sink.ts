import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { defineSink, metricsIn } from "evenkeel";

/** Say here who is told what a run does; here a file gets a line for each of its losses and scores. */
export default defineSink({
  name: "my-name",
  summary: "one line for `evenkeel components`",
  config: {},
  create:
    () =>
    ({ folder }) => ({
      name: "my-name",
      handle(event) {
        if (event.type !== "windowEnded" && event.type !== "found") return;
        for (const [name, value] of Object.entries(metricsIn(event)))
          appendFileSync(join(folder, "my-name.txt"), `${event.step} ${name} ${value}\n`);
      },
      close: async () => undefined,
    }),
});
