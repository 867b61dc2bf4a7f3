import type { Lease, QueuedCell, Queue } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** How a queue is tried. */
export interface QueueCase {
  /** A queue whose clock can be asked for and set. */
  make(clock: { readonly now: () => number; readonly leaseSeconds: number }): Queue | Promise<Queue>;
}

const cell = (id: string, needs: readonly string[] = [], group: string = id): QueuedCell => ({ id, payload: { of: id }, needs, group });
const FINISHED = { status: "finished" } as const;
const FAILED = { status: "failed", reason: "no" } as const;
const LEASE_SECONDS = 10;

/** What every queue must hold to. */
export function testQueue(name: string, { make }: QueueCase): void {
  async function opened(cells: readonly QueuedCell[]): Promise<{ queue: Queue; clock: { at: number } }> {
    const clock = { at: 1000 };
    const queue = await make({ now: () => clock.at, leaseSeconds: LEASE_SECONDS });
    await queue.add(cells);
    return { queue, clock };
  }
  const taken = async (queue: Queue, worker: string): Promise<Lease> => {
    const lease = await queue.lease(worker);
    if (typeof lease === "string") throw new Error(`expected a lease, got ${lease}`);
    return lease;
  };

  describe(`${name} holds to the contract of a queue`, () => {
    test("hands cells out in their order, whole, and is done when all are settled", async () => {
      const { queue } = await opened([cell("a"), cell("b")]);
      const [first, second] = [await taken(queue, "w"), await taken(queue, "v")];
      expect([first.cell, second.cell]).toEqual([cell("a"), cell("b")]);
      expect(await queue.lease("u")).toBe("wait");
      expect(await queue.finish(first.token, FINISHED)).toBe("accepted");
      expect(await queue.finish(second.token, FAILED)).toBe("accepted");
      expect(await queue.lease("u")).toBe("done");
    });

    test("a cell waits for what it needs; what failed is settled too", async () => {
      const { queue } = await opened([cell("late", ["a", "b"]), cell("a"), cell("b")]);
      const [a, b] = [await taken(queue, "w"), await taken(queue, "v")];
      expect([a.cell.id, b.cell.id]).toEqual(["a", "b"]);
      await queue.finish(a.token, FINISHED);
      expect(await queue.lease("w")).toBe("wait");
      await queue.finish(b.token, FAILED);
      expect((await taken(queue, "w")).cell.id).toBe("late");
    });

    test("a worker goes on with its group, and begins one that nobody has", async () => {
      const { queue } = await opened(["a1", "b1", "a2", "b2", "c1"].map((id) => cell(id, [], id[0])));
      const a = await taken(queue, "w");
      expect((await taken(queue, "v")).cell.id).toBe("b1");
      await queue.finish(a.token, FINISHED);
      expect((await taken(queue, "w")).cell.id).toBe("a2");
      expect((await taken(queue, "u")).cell.id).toBe("c1");
      // A free worker helps a group that another has, rather than wait.
      expect((await taken(queue, "t")).cell.id).toBe("b2");
    });

    test("a lease that is not renewed ends: the cell goes to another, and its former holder is late", async () => {
      const { queue, clock } = await opened([cell("a")]);
      const first = await taken(queue, "w");
      expect([first.attempt, first.until]).toEqual([1, clock.at + 1000 * LEASE_SECONDS]);
      clock.at += 9_000;
      expect(await queue.renew(first.token)).toBe("renewed");
      clock.at += 9_000;
      expect(await queue.lease("v")).toBe("wait");
      clock.at += 2_000;
      const second = await taken(queue, "v");
      expect([second.cell.id, second.attempt]).toEqual(["a", 2]);
      expect([await queue.renew(first.token), await queue.finish(first.token, FINISHED)]).toEqual(["late", "late"]);
      expect(await queue.lease("u")).toBe("wait");
      expect(await queue.finish(second.token, FINISHED)).toBe("accepted");
      expect(await queue.lease("u")).toBe("done");
    });

    test("a finish counts once, and of a token that nobody gave out not at all", async () => {
      const { queue } = await opened([cell("a")]);
      const { token } = await taken(queue, "w");
      expect(await queue.finish("no such token", FINISHED)).toBe("late");
      expect(await queue.finish(token, FINISHED)).toBe("accepted");
      expect(await queue.finish(token, { status: "failed", reason: "again" })).toBe("late");
    });

    test("a cell that is released is free at once, and its former holder is late", async () => {
      const { queue } = await opened([cell("a")]);
      const { token } = await taken(queue, "w");
      await queue.release(token);
      const again = await taken(queue, "v");
      expect(again.attempt).toBe(2);
      expect(await queue.finish(token, FINISHED)).toBe("late");
      await queue.release(token);
      expect(await queue.finish(again.token, FINISHED)).toBe("accepted");
    });

    test("refuses two cells of one id, and needs that are not there", async () => {
      const { queue } = await opened([cell("a")]);
      await expect(queue.add([cell("a")])).rejects.toThrow(RangeError);
      await expect(queue.add([cell("b", ["c"])])).rejects.toThrow(RangeError);
      await queue.add([cell("b", ["a"]), cell("c", ["b"])]);
      expect((await taken(queue, "w")).cell.id).toBe("a");
    });

    test("whatever happens, a cell has one holder, is settled once, and after what it needs", async () => {
      const step = fc.record({
        what: fc.constantFrom("lease", "finish", "fail", "renew", "release", "time"),
        worker: fc.constantFrom("u", "v", "w"),
        pick: fc.nat(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
          const cells = [cell("a", [], "x"), cell("b", ["a"], "x"), cell("c", [], "y"), cell("d", ["b", "c"], "y")];
          const { queue, clock } = await opened(cells);
          const given: (Lease & { worker: string })[] = [];
          const settled = new Set<string>();
          const holds = (lease: Lease): boolean =>
            lease.until > clock.at && given.findLast(({ cell: own }) => own.id === lease.cell.id)!.token === lease.token;
          const released = new Set<string>();
          const [found, expected]: unknown[][] = [[], []];
          const same = (got: unknown, wanted: unknown): void => void (found!.push(got), expected!.push(wanted));
          for (const { what, worker, pick } of steps) {
            if (what === "time") clock.at += (pick % 12) * 1000;
            else if (what === "lease") {
              const lease = await queue.lease(worker);
              if (typeof lease === "string") {
                same(lease === "done", settled.size === cells.length);
                continue;
              }
              const before = given.filter(({ cell: own }) => own.id === lease.cell.id);
              same(
                before.some((other) => holds(other) && !released.has(other.token)),
                false,
              );
              same(settled.has(lease.cell.id), false);
              same(
                lease.cell.needs.every((id) => settled.has(id)),
                true,
              );
              given.push({ ...lease, worker });
            } else if (given.length > 0) {
              const i = pick % given.length;
              const lease = given[i]!;
              const isHolder = holds(lease) && !released.has(lease.token) && !settled.has(lease.cell.id);
              if (what === "renew") {
                same(await queue.renew(lease.token), isHolder ? "renewed" : "late");
                if (isHolder) given[i] = { ...lease, until: clock.at + 1000 * LEASE_SECONDS };
              } else if (what === "release") {
                await queue.release(lease.token);
                if (isHolder) released.add(lease.token);
              } else {
                same(await queue.finish(lease.token, what === "fail" ? FAILED : FINISHED), isHolder ? "accepted" : "late");
                if (isHolder) settled.add(lease.cell.id);
              }
            }
          }
          // Whoever comes last, after all others are gone, ends it: nothing is lost and nothing is there twice.
          clock.at += 1000 * LEASE_SECONDS;
          for (let lease = await queue.lease("last"); lease !== "done"; lease = await queue.lease("last")) {
            same(lease === "wait" || settled.has(lease.cell.id), false);
            if (lease === "wait") break;
            same(await queue.finish(lease.token, FINISHED), "accepted");
            settled.add(lease.cell.id);
          }
          same([...settled].sort(), ["a", "b", "c", "d"]);
          expect(found).toEqual(expected);
        }),
        { numRuns: 200 },
      );
    });
  });
}
