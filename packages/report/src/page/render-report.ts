import type { ComparisonReport } from "../comparison-report.js";
import { formatValue, isDefined, sentence } from "../format.js";
import { countsOf, interestOf, labelOf, ledgerGroups, warningsOf, reasonOfInterest } from "../reading.js";
import { conditionSection } from "./condition-section.js";
import { contributionSection, hasContributions, learningSection } from "./learning-section.js";
import { type Markup, markup } from "./markup.js";
import { methodSection } from "./method-section.js";
import { style } from "./style.js";
import { tableMarkup } from "./table.js";

/**
 * The comparison as one HTML page that needs nothing else: no request leaves it, it works from a file, in light and dark, on
 * paper, by keyboard and read aloud.
 */
export function renderReport(report: ComparisonReport): string {
  const { markup: page } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${report.title}</title>
<style>${{ markup: style }}</style>
</head>
<body>
${heading(report)}
<main>
${smallestVisible(report)}
<section id="conclusion" class="conclusions" aria-label="Conclusion">${report.conclusions.map((sentence) => markup`<p>${sentence}</p>`)}</section>
${report.conditions.map((condition, i) => conditionSection(report, condition, `condition-${i + 1}`))}
${warningSection(report)}
${contributionSection(report)}
${learningSection(report)}
${ledgerSection(report)}
${methodSection(report)}
${howSection(report)}
</main>
<footer>Made by evenkeel. The data of this page are in the JSON file beside it.</footer>
</body>
</html>
`;
  return page;
}

function heading(report: ComparisonReport): Markup {
  const { title, question, dataset, seed, engine, date, trials, conditions } = report;
  const facts: readonly (readonly [string, string])[] = [
    ["Data", `${dataset.name} (${dataset.classes.map(({ name, count }) => `${name} ${count}`).join(", ")})`],
    ...(dataset.positive ? [["Class of interest", `${dataset.positive.name} (${reasonOfInterest(dataset.positive)})`] as const] : []),
    ["Trials", String(trials)],
    ["Seed", String(seed)],
    ["Engine", engine],
    ["Date", date.replace("T", " ").replace(/(:\d\d)(\.\d+)?Z$/, "$1 UTC")],
  ];
  const links: readonly (readonly [string, string])[] = [
    ...conditions.map(({ name }, i) => [`condition-${i + 1}`, `Condition ${name}`] as const),
    ...(warningsOf(report).length > 0 ? [["warnings", "Warnings"] as const] : []),
    ...(hasContributions(report) ? [["contributions", "Contributions"] as const] : []),
    ...((report.learningCurves ?? []).length > 0 ? [["learning", "Losses"] as const] : []),
    ["ledger", "Row ledger"],
    ["methods", "Methods"],
    ["how", "How it was done"],
  ];
  return markup`<header>
<h1>${title}</h1>
<p class="question">${question}</p>
<dl class="facts">${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<nav aria-label="Contents"><ul>${links.map(([id, text]) => markup`<li><a href="#${id}">${text}</a></li>`)}</ul></nav>
</header>`;
}

function smallestVisible({ smallestVisibleDifference: { value, power, explanation } }: ComparisonReport): Markup {
  const title = isDefined(value) ? `Difference that every tested contrast sees with power ${power}` : "Nothing was tested";
  return markup`<section class="visible" aria-label="Smallest visible difference"><div class="number">${formatValue(value)}</div><div><h2>${title}</h2><p>${explanation}</p></div></section>`;
}

function warningSection(report: ComparisonReport): Markup | null {
  const found = warningsOf(report);
  if (found.length === 0) return null;
  return markup`<section id="warnings"><h2>Warnings</h2><ul>${found.map(({ labels, warning }) => markup`<li><strong>${labels.join("; ")}</strong>: ${warning}</li>`)}</ul></section>`;
}

function ledgerSection(report: ComparisonReport): Markup {
  return markup`<section id="ledger"><h2>Row ledger</h2>${tableMarkup({
    caption:
      "Rows of one trial by role and class. In a trial every method is given the same labelled rows; those that learn from meta rows, and their controls, train on the others alone.",
    columns: [
      { header: "role", kind: "text" },
      ...report.dataset.classes.map(({ name }) => name),
      { header: "note", kind: "text" },
      { header: "conditions", kind: "text" },
      { header: "methods", kind: "text" },
    ],
    rows: ledgerGroups(report).map(({ role, classCounts, note = "", conditions, methods }) => ({
      header: role,
      cells: [
        ...report.dataset.classes.map((_, k) => String(classCounts[k] ?? 0)),
        { content: note, kind: "text" },
        { content: conditions.join(", ") || "all", kind: "text" },
        { content: methods.map((method) => labelOf(report, method)).join("; "), kind: "text" },
      ],
    })),
  })}</section>`;
}

function howSection(report: ComparisonReport): Markup {
  const { protocol, settings, notes, storage, dataset } = report;
  return markup`<section id="how"><h2>How it was done</h2>
<h3>Protocol</h3><p>${protocol}</p>
<h3>Settings</h3><p>${settings}</p>
<h3>Data</h3><p>${dataset.name}: ${countsOf(
    report,
    dataset.classes.map(({ count }) => count),
  )}. Digest <code>${dataset.digest}</code>.${interestOf(report) && ` ${sentence(interestOf(report))}`}</p>
${notes.length > 0 && markup`<h3>Notes</h3><ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>`}
<h3>The runs</h3><p>${storage.description}</p>${storage.commands.length > 0 && markup`<pre>${storage.commands.join("\n")}</pre>`}
</section>`;
}
