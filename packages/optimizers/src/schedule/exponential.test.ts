import { testRates, testSchedule } from "@evenkeel/testing";
import exponential from "./exponential.js";

testSchedule(exponential, { config: { gamma: 0.9 } });

testRates(exponential, "exponential", { gamma: 0.9 });
