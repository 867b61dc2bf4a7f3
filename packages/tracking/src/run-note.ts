/** What MLflow's page of a run says in words. */
export interface RunNote {
  /** One sentence: what this run is. */
  readonly summary: string;
  /** Settings and results that a reader looks for first, in order. */
  readonly facts: Readonly<Record<string, string | number>>;
  /** Further paragraphs, in Markdown. */
  readonly paragraphs?: readonly string[];
}

/** MLflow keeps 8,000 characters of a tag. */
const longest = 8000;

/** The note that MLflow's page shows above a run, in Markdown: a sentence, a table, paragraphs. */
export function runNote({ summary, facts, paragraphs = [] }: RunNote): string {
  const rows = Object.entries(facts).map(([name, value]) => `| ${cell(name)} | ${cell(format(value))} |`);
  const table = rows.length === 0 ? [] : [["| | |", "|---|---|", ...rows].join("\n")];
  const note = [summary, ...table, ...paragraphs].join("\n\n");
  return [...note].length <= longest ? note : `${[...note].slice(0, longest - 2).join("")}\n…`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");

const format = (value: string | number): string =>
  typeof value === "string" || Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
