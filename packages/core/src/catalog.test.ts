import { expect, test } from "vitest";
import { z } from "zod";
import { catalog } from "./catalog.js";
import { defineLoss, defineSampler } from "./definers.js";

const loss = <const Name extends string>(name: Name, isNeutral = false) =>
  defineLoss({ name, summary: "", isNeutral, config: { gamma: z.number().default(2) }, create: () => () => null as never });

test("a catalog keeps the types of its components", () => {
  const { components, names, neutral } = catalog("loss", { focal: loss("focal"), plain: loss("plain", true) });
  const focal: { readonly name: "focal"; readonly gamma: number } = components.focal.schema.parse({ name: "focal" });
  expect(focal).toEqual({ name: "focal", gamma: 2 });
  // @ts-expect-error a component that it has not
  expect(components.fokal).toBe(undefined);
  expect([names, neutral]).toEqual([["focal", "plain"], "plain"]);
});

test("a component says of which role it is, and a catalog of another refuses it", () => {
  expect(loss("focal").role).toBe("loss");
  const sampler = defineSampler({ name: "focal", summary: "", config: {}, create: () => null as never });
  // @ts-expect-error a sampler is no loss
  expect(() => catalog("loss", { focal: sampler })).toThrow("catalog of loss: expected loss=focal, got sampler=focal. Run `pnpm gen`.");
  expect(() => catalog("loss", { other: loss("focal") })).toThrow("catalog of loss: expected loss=other, got loss=focal.");
});

test("two neutral components are one too many", () => {
  expect(() => catalog("loss", { a: loss("a", true), b: loss("b", true) })).toThrow("expected one neutral component at most, got a, b.");
});
