// Methods on the same trials, with controls for what is learned; what is finished is kept, so that the same call goes on.
import { compare } from "evenkeel";

const job = compare(
  {
    name: "cautious-labels",
    question: "Does a label that is never quite certain help rows between others?",
    methods: {
      plain: {},
      smote: { sampler: "smote" },
      // Of the project's own component nothing is registered here: its name is not known to the types.
      cautious: { sampler: "pairing", partner: "nearest", label: { name: "cautious", most: 0.8 } } as never,
    },
    contrasts: [
      ["cautious", "smote"],
      ["cautious", "plain"],
    ],
    primary: "average_precision",
    trials: 4,
    run: { training: { updates: 100 } },
  },
  { workers: 2 },
);
for await (const event of job)
  if (event.type === "ended") console.log(`trial ${event.trial}: ${event.method} ${event.failure ?? "is done"}`);
const { report, folder } = await job.result;
/** What one trial alone could not say is null. */
const shown = (value: number | null): string => value?.toFixed(4) ?? "unknown";
for (const { a, b, difference, interval, p } of report.contrasts)
  console.log(`${a} − ${b}: ${shown(difference)} [${interval.map(shown).join(", ")}], p ${shown(p)}`);
console.log(report.conclusions.join("\n"), `\nreport: ${folder}/report.html`);
