import { testRates, testSchedule } from "@evenkeel/testing";
import linearWarmup from "./linear-warmup.js";

testSchedule(linearWarmup, { config: { epochs: 5, first: 0.1 } });

testRates(linearWarmup, "linear_warmup", { epochs: 5, first: 0.1 });
