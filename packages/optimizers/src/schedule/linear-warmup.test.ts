import { testSchedule } from "@evenkeel/testing";
import linearWarmup from "./linear-warmup.js";

testSchedule(linearWarmup, "linear_warmup", { epochs: 5, first: 0.1 });
