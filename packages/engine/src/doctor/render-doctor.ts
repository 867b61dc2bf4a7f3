import type { DoctorReport, Finding } from "./engine-doctor.js";

const marks = { fine: "✓", absent: "–", broken: "✗" } as const;

/** The report as text for a terminal. */
export function renderDoctor({ findings, selfTests, referenceOps }: DoctorReport): string {
  const width = Math.max(...findings.map(({ topic }) => topic.length));
  const lines = findings.flatMap((finding) => renderFinding(finding, width));
  const tests = selfTests.flatMap(({ engine, productGflops, convolutionGflops, derivativeError }) => [
    `  ${engine}`,
    `    product ${productGflops.toFixed(1)} GFLOP/s, convolution ${convolutionGflops.toFixed(1)} GFLOP/s, derivatives within ${derivativeError.toExponential(1)}`,
  ]);
  return [...lines, "", "self-test", ...tests, ...(referenceOps ? renderReferenceOps(referenceOps) : [])].join("\n");
}

function renderFinding({ topic, state, says, remedy }: Finding, width: number): string[] {
  const line = `${marks[state]} ${topic.padEnd(width)}  ${says}`;
  return remedy === undefined ? [line] : [line, `  ${" ".repeat(width)}  → ${remedy}`];
}

function renderReferenceOps(ops: Readonly<Record<string, number>>): string[] {
  const counted = Object.entries(ops).map(([name, count]) => `  ${name} × ${count}`);
  return [
    "",
    counted.length === 0 ? "every op of this config's step has a kernel" : "ops of this config's step without a kernel",
    ...counted,
  ];
}
