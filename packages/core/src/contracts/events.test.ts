import { expect, test } from "vitest";
import { metricsIn } from "./events.js";

test("metrics have their whole names: whose they are, and of which rows", () => {
  const place = { time: 0, step: 1 };
  expect(metricsIn({ type: "windowEnded", ...place, metrics: { "train/loss": 1 } })).toEqual({ "train/loss": 1 });
  expect(metricsIn({ type: "windowEnded", ...place, of: "member 2", metrics: { "train/loss": 1 } })).toEqual({ "member 2/train/loss": 1 });
  expect(metricsIn({ type: "found", ...place, set: "test", metrics: { loss: 2 }, isFinal: false })).toEqual({ "test/loss": 2 });
  expect(metricsIn({ type: "found", ...place, of: "fold 1", set: "train", metrics: { loss: 2 }, isFinal: false })).toEqual({
    "fold 1/train/loss": 2,
  });
  expect(metricsIn({ type: "runEnded", ...place })).toEqual({});
});
