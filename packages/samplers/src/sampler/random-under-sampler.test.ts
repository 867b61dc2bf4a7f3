import { testSampler } from "@evenkeel/testing";
import { testRandomGoldens } from "../../test/random-goldens.js";
import randomUnderSampler from "./random-under-sampler.js";

testSampler(randomUnderSampler);
testSampler(randomUnderSampler, { config: { withReplacement: true } });

testRandomGoldens(
  "draws the rows that imbalanced-learn draws",
  /^under-/,
  ({ replacement, ...settings }) => randomUnderSampler.create({ ...settings, withReplacement: replacement }),
  ({ rows }) => [Array.from(rows)],
);
