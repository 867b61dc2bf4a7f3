import { testRates, testSchedule } from "@evenkeel/testing";
import step from "./step.js";

testSchedule(step, { config: { every: 4, gamma: 0.5 } });

testRates(step, "step", { every: 4, gamma: 0.5 });
