import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnyComponent, RunEvent, Sink, SinkMaker } from "@evenkeel/core";
import { describe, expect, test } from "vitest";

/** How a sink is tried. */
export interface SinkCase {
  readonly config?: object;
}

/** One event of each kind, in the order of a run, with numbers that JSON does not have. */
export const eventsOfARun: readonly RunEvent[] = [
  { type: "runStarted", time: 1, engine: "wasm", updates: 2, config: { seed: 0, model: { name: "mlp" } } },
  { type: "rows", time: 2, role: "train", count: 3, digest: "abc" },
  { type: "windowEnded", time: 3, step: 1, metrics: { "train/loss": 0.5, "meta/loss": Number.NaN } },
  { type: "systemSampled", time: 3, step: 1, metrics: { "system/cpu_utilization_percentage": 12 } },
  { type: "found", time: 4, step: 1, set: "validation", metrics: { loss: 0.25 }, isFinal: false },
  { type: "contributionsRecorded", time: 4, step: 1, contributions: Float64Array.of(1, 0.5, Number.POSITIVE_INFINITY) },
  { type: "epochEnded", time: 5, step: 2, epoch: 1 },
  { type: "windowEnded", time: 6, step: 2, of: "member 2", metrics: { "train/loss": 0.125 } },
  { type: "found", time: 7, step: 2, set: "test", metrics: { average_precision: 0.75 }, isFinal: true },
  { type: "artifact", time: 8, name: "predictions.csv", path: "predictions.csv", media: "text/csv" },
  { type: "runEnded", time: 9, step: 2 },
];

/** The sink of a component for a run in a folder of its own. */
export function sinkOf(component: AnyComponent<"sink">, config: object = {}): { readonly sink: Sink; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-sink-"));
  const make: SinkMaker = component.create(component.schema.parse({ name: component.name, ...config }));
  return { sink: make({ folder, name: "a run" }), folder };
}

/** What every sink must hold to. */
export function testSink(component: AnyComponent<"sink">, { config = {} }: SinkCase = {}): void {
  describe(`${component.name} ${JSON.stringify(config)} holds to the contract of a sink`, () => {
    test("takes every event of a run, also of one that fails, and can be closed", async () => {
      for (const last of [[], [{ type: "runFailed", time: 10, step: 2, reason: "full" } satisfies RunEvent]]) {
        const { sink } = sinkOf(component, config);
        const events = structuredClone(eventsOfARun.slice(0, last.length > 0 ? -1 : undefined));
        for (const event of [...events, ...last]) await sink.handle(event);
        await expect(sink.close()).resolves.toBeUndefined();
      }
    });

    test("changes no event", async () => {
      const given = structuredClone(eventsOfARun);
      const { sink } = sinkOf(component, config);
      for (const event of given) await sink.handle(event);
      await sink.close();
      expect(given).toEqual(eventsOfARun);
    });

    test("of a run without events leaves nothing open", async () => {
      await expect(sinkOf(component, config).sink.close()).resolves.toBeUndefined();
    });

    test("is called what config calls it", () => expect(sinkOf(component, config).sink.name).toBe(component.name));
  });
}
