/** The page's style: light and dark by the reader's setting, colours of Okabe and Ito that colour-blind readers can tell apart. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --muted: #5a6470; --rule: #dfe3e8; --faint: #f4f6f8; --band: #e9edf2;
  --blue: #0072b2; --orange: #c24e00; --green: #00795a; --grey: #7b8794;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e6e9ed; --muted: #a2acb8; --rule: #2d333b; --faint: #1b1f25; --band: #252b33;
    --blue: #56b4e9; --orange: #f5924a; --green: #3fc99b; --grey: #8b96a3;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, header, footer { max-width: 1168px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 44px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 10px; letter-spacing: -0.01em; }
h2 { font-size: 22px; line-height: 1.3; margin: 56px 0 8px; padding-top: 14px; border-top: 1px solid var(--rule); }
h3 { font-size: 16px; margin: 32px 0 4px; }
h4 { font-size: 14px; margin: 20px 0 4px; }
p { margin: 8px 0; max-width: 74ch; }
a { color: var(--blue); }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 3px; border-radius: 2px; }
.question { font-size: 19px; color: var(--muted); max-width: 62ch; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 16px 0 0; font-size: 13.5px; color: var(--muted); }
.facts div { display: flex; gap: 6px; }
.facts dt { font-weight: 600; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
nav { margin-top: 18px; font-size: 14px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 0; padding: 0; }
.visible { display: grid; grid-template-columns: auto 1fr; gap: 2px 26px; align-items: center; margin: 30px 0 22px; padding: 20px 24px; background: var(--faint); border-left: 4px solid var(--blue); border-radius: 3px; }
.visible .number { font-size: 44px; font-weight: 650; line-height: 1.1; font-variant-numeric: tabular-nums; }
.visible p { margin: 0; }
.visible h2 { border: 0; margin: 0 0 4px; padding: 0; font-size: 16px; }
.conclusions p { font-size: 17px; }
.muted { color: var(--muted); fill: var(--muted); }
.small { font-size: 13.5px; }
figure { margin: 14px 0 10px; }
figcaption { font-size: 13.5px; color: var(--muted); max-width: 84ch; margin-top: 6px; }
figure > h3, figure > h4 { margin-top: 0; }
svg { display: block; max-width: 100%; height: auto; overflow: visible; font-family: inherit; }
.panels { display: grid; gap: 22px 24px; }
.panels.small { grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); }
.panels.large { grid-template-columns: repeat(auto-fill, minmax(420px, 1fr)); }
svg text { fill: var(--ink); }
.label, .value { font-size: 13px; }
.value, .tick { font-variant-numeric: tabular-nums; }
.value { fill: var(--muted); }
.strong { font-weight: 650; fill: var(--ink); }
svg .muted { fill: var(--muted); font-size: 13px; }
svg .failed { fill: var(--orange); font-size: 13px; }
svg .tick { font-size: 11.5px; fill: var(--muted); }
svg .axis-title { font-size: 12px; fill: var(--muted); }
svg .panel-title { font-size: 13px; font-weight: 600; }
.grid { stroke: var(--rule); stroke-width: 1; }
.zero { stroke: var(--ink); stroke-width: 1.4; }
.reference { stroke: var(--grey); stroke-width: 1.2; stroke-dasharray: 4 4; }
.trial { fill: var(--grey); fill-opacity: 0.5; }
.trial:hover { fill-opacity: 1; }
.interval { stroke-width: 2.6; stroke-linecap: round; }
.interval.main { stroke: var(--blue); }
.interval.control { stroke: var(--grey); }
.mean { stroke: var(--paper); stroke-width: 1.5; }
.mean.main { fill: var(--blue); }
.mean.control { fill: var(--grey); }
.difference { stroke: var(--blue); stroke-width: 2; }
.difference.open { fill: var(--paper); }
.difference.significant { fill: var(--blue); }
.invisible { fill: var(--band); }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.band { stroke: none; fill-opacity: 0.16; }
.curve.train { stroke: var(--blue); } .band.train { fill: var(--blue); }
.curve.meta { stroke: var(--green); stroke-dasharray: 7 3; } .band.meta { fill: var(--green); }
.curve.test { stroke: var(--orange); stroke-dasharray: 2 2.5; } .band.test { fill: var(--orange); }
svg .end-label { font-size: 11.5px; font-weight: 600; }
svg .end-label.train { fill: var(--blue); } svg .end-label.meta { fill: var(--green); } svg .end-label.test { fill: var(--orange); }
.scroll { overflow-x: auto; margin: 10px 0 22px; }
table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); padding-bottom: 6px; max-width: 84ch; }
th, td { padding: 5px 0 5px 16px; text-align: right; vertical-align: baseline; border-bottom: 1px solid var(--rule); white-space: nowrap; }
thead span { white-space: nowrap; }
thead th.text { max-width: none; }
thead th { vertical-align: bottom; max-width: 132px; font-weight: 600; white-space: normal; border-bottom: 1.5px solid var(--muted); }
tbody th, th.text, td.text { text-align: left; }
tbody th, thead th:first-child { position: sticky; left: 0; padding-left: 0; background: var(--paper); }
tbody th { font-weight: 600; min-width: min(200px, 30vw); max-width: 300px; white-space: normal; overflow-wrap: break-word; }
tbody tr.control th { font-weight: 400; padding-left: 16px; color: var(--muted); }
td .interval-text { display: block; font-size: 11.5px; color: var(--muted); }
td.equal, td.none { color: var(--muted); }
td[colspan] { text-align: left; }
td.failed, .failed-text { color: var(--orange); }
td.text { white-space: normal; max-width: 460px; overflow-wrap: anywhere; }
details { margin: 12px 0; }
summary { cursor: pointer; font-weight: 600; font-size: 14.5px; }
ul { padding-left: 20px; }
li { margin: 4px 0; max-width: 80ch; }
dl.methods dt { font-weight: 600; margin-top: 12px; }
dl.methods dd { margin: 2px 0 0 0; max-width: 80ch; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { background: var(--faint); padding: 10px 14px; border-radius: 3px; overflow-x: auto; }
.mislabelled { color: var(--orange); font-weight: 600; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(360px, 1fr)); gap: 0 28px; }
footer { margin-top: 60px; padding-top: 14px; padding-bottom: 40px; border-top: 1px solid var(--rule); font-size: 13px; color: var(--muted); }
.narrow { display: none; }
@media screen and (max-width: 700px) {
  main, header, footer { padding-left: 16px; padding-right: 16px; }
  header { padding-top: 24px; }
  h1 { font-size: 25px; }
  h1, h2, h3, h4, p, li, dd, summary { overflow-wrap: anywhere; }
  .narrow svg text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
  .facts dt { flex: none; }
  .visible { grid-template-columns: 1fr; padding: 16px; }
  .wide { display: none; }
  .narrow { display: block; }
  .columns, .panels.large, .panels.small { grid-template-columns: minmax(0, 1fr); }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .scroll { overflow-x: visible; }
  table, caption, tbody, tbody tr, tbody th, td { display: block; }
  thead { display: none; }
  tbody tr { padding: 8px 0; border-bottom: 1px solid var(--rule); }
  tbody tr.control { padding-left: 16px; }
  tbody th, tbody tr.control th { position: static; max-width: none; padding: 2px 0; border: 0; overflow-wrap: anywhere; }
  td { display: flex; justify-content: space-between; gap: 4px 16px; padding: 2px 0; border: 0; white-space: normal; }
  td > span { text-align: right; overflow-wrap: anywhere; }
  td[data-header]::before { content: attr(data-header); flex: none; max-width: 55%; text-align: left; color: var(--muted); }
  td.text { max-width: none; }
  td[colspan] > span { text-align: left; }
}
@media print {
  :root { --paper: #ffffff; --ink: #000000; --muted: #444444; --rule: #cccccc; --faint: #f4f4f4; --band: #e8e8e8; --blue: #0072b2; --orange: #c24e00; --green: #00795a; --grey: #777777; }
  body { font-size: 11pt; }
  nav { display: none; }
  main, header, footer { max-width: none; padding: 0; }
  figure, tr, .visible, .panels > svg { break-inside: avoid; }
  figure:has(.panels.small) { break-inside: auto; }
  h2, h3, h4, caption, thead { break-after: avoid; }
  .scroll { overflow: visible; }
  th, td { padding-right: 7px; }
  table { font-size: 8pt; }
  tbody th { min-width: 0; position: static; }
  details::details-content { content-visibility: visible; height: auto; }
  .panels.small { grid-template-columns: repeat(3, 1fr); }
  .panels.large { grid-template-columns: repeat(2, 1fr); }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
