import type { ComparisonReport, ReportedMethod } from "../comparison-report.js";
import { sentence } from "../format.js";
import { labelOf } from "../reading.js";
import { type Markup, markup } from "./markup.js";

type Paper = NonNullable<ReportedMethod["papers"]>[number];

/** What each method is, with numbers into the list of papers behind all of them. */
export function methodSection(report: ComparisonReport): Markup {
  const papers = distinct(report.methods.flatMap((method) => method.papers ?? []));
  return markup`<section id="methods"><h2>Methods</h2>
<dl class="methods">${report.methods.map((method) => methodEntry(report, method, papers))}</dl>
${papers.length > 0 && markup`<h3>References</h3><ol class="small">${papers.map(referenceEntry)}</ol>`}
</section>`;
}

function methodEntry(
  report: ComparisonReport,
  { label, name, description, equalTo, papers = [] }: ReportedMethod,
  all: readonly Paper[],
): Markup {
  const numbers = distinct(papers)
    .map((paper) => all.findIndex((each) => keyOf(each) === keyOf(paper)) + 1)
    .sort((a, b) => a - b);
  return markup`<dt>${label} <code class="muted">${name}</code></dt>
<dd>${sentence(description)}${equalTo && ` ${equalTo.rankingOnly ? "Its ranking metrics are those of" : "Equal by construction to"} ${labelOf(report, equalTo.method)}. ${sentence(equalTo.why)}`}${numbers.map((number) => markup` <a href="#reference-${number}">[${number}]</a>`)}</dd>`;
}

function referenceEntry(paper: Paper, i: number): Markup {
  const { citation, url, reconstruction } = paper;
  const text = url !== undefined && isWeb(url) ? markup`<a href="${url}">${citation}</a>` : citation;
  return markup`<li id="reference-${i + 1}">${text}.${reconstruction !== undefined && ` Our reading where the paper leaves it open: ${sentence(reconstruction)}`}</li>`;
}

/** Anything else in a link could run. */
function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

const keyOf = ({ citation, reconstruction }: Paper): string => JSON.stringify([citation, reconstruction]);

function distinct(papers: readonly Paper[]): Paper[] {
  return [...new Map(papers.map((paper) => [keyOf(paper), paper])).values()];
}
