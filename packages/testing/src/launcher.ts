import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnyComponent, Queue, QueuedCell, WorkerEvent } from "@evenkeel/core";
import { beforeAll, describe, expect, test } from "vitest";
import { type ComponentCase, madeOf } from "./case-of.js";

/** How a launcher is tried. */
export interface LauncherCase extends ComponentCase {
  /** A queue without cells, e.g. `() => memoryQueue({ leaseSeconds: 60 })` of `@evenkeel/experiment`. */
  queue(): Queue;
  /** The URL of a module that has `pullCells`, e.g. `import.meta.resolve("@evenkeel/experiment")`. */
  pullCells(): string | Promise<string>;
}

/** What every launcher must hold to: it starts workers, which pull their cells. */
export function testLauncher(component: AnyComponent<"launcher">, { queue: open, pullCells, ...given }: LauncherCase): void {
  describe(`${component.name} holds to the contract of a launcher`, () => {
    let worker: string;
    beforeAll(async () => {
      worker = join(mkdtempSync(join(tmpdir(), "evenkeel-worker-")), "worker.mjs");
      writeFileSync(
        worker,
        `import { pullCells } from ${JSON.stringify(await pullCells())};
        pullCells(async (payload, tell) => {
          tell({ began: payload });
          if (payload === "die") process.exit(7);
          await new Promise((resolve) => setTimeout(resolve, payload === "slow" ? 30000 : 20));
          if (payload === "throw") throw new Error("thrown");
          return payload === "fail" ? { status: "failed", reason: "told to" } : { status: "finished" };
        });`,
      );
    });

    const cell = (id: string, payload = "work", needs: readonly string[] = []): QueuedCell => ({ id, payload, needs, group: id });

    /** What is heard, in words; a cell that is lost is finished as failed. */
    async function heard(
      cells: readonly QueuedCell[],
      { signal = new AbortController().signal, queue = open() }: { signal?: AbortSignal; queue?: Queue } = {},
    ): Promise<string[]> {
      await queue.add(cells);
      const words: string[] = [];
      for await (const event of madeOf(component, given).start({ worker, queue, atMost: cells.length, signal })) {
        words.push(`${event.lease.cell.id} ${wordOf(event)}`);
        if (event.type === "lost") await queue.finish(event.lease.token, { status: "failed", reason: event.reason });
      }
      return words;
    }

    test("every cell is leased, heard of and finished once", { timeout: 60_000 }, async () => {
      const ids = ["a", "b", "c", "d", "e"];
      const words = await heard(ids.map((id) => cell(id)));
      for (const id of ids)
        expect(words.filter((word) => word.startsWith(`${id} `))).toEqual([
          `${id} leased`,
          `${id} told {"began":"work"}`,
          `${id} finished`,
        ]);
    });

    test("what a cell needs is settled before it is leased", { timeout: 60_000 }, async () => {
      const words = await heard([cell("last", "work", ["first"]), cell("first")]);
      expect(words.indexOf("last leased")).toBeGreaterThan(words.indexOf("first finished"));
    });

    test("a cell that fails or throws says why, and the others go on", { timeout: 60_000 }, async () => {
      const words = await heard([cell("a", "fail"), cell("b", "throw"), cell("c")]);
      expect(words.filter((word) => /failed|finished/.test(word)).sort()).toEqual(["a failed: told to", "b failed: thrown", "c finished"]);
    });

    test("a worker that dies loses its cell alone", { timeout: 60_000 }, async () => {
      const words = await heard([cell("a", "die"), cell("b"), cell("c")]);
      expect(words.filter((word) => /lost|failed|finished/.test(word)).sort()).toEqual(["a lost", "b finished", "c finished"]);
    });

    test("after the signal it ends soon, and no cell is lost by it", { timeout: 60_000 }, async () => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 300);
      const words = await heard([cell("a", "slow")], { signal: abort.signal });
      expect(words.filter((word) => /lost|finished/.test(word))).toEqual([]);
    });

    test("throws what the queue threw", { timeout: 60_000 }, async () => {
      const queue = { ...open(), lease: () => Promise.reject(new Error("no lease")) };
      await expect(heard([cell("a")], { queue })).rejects.toThrow("no lease");
    });
  });
}

function wordOf(event: WorkerEvent): string {
  if (event.type === "told") return `told ${JSON.stringify(event.message)}`;
  if (event.type !== "finished") return event.type;
  return event.outcome.status === "failed" ? `failed: ${event.outcome.reason}` : "finished";
}
