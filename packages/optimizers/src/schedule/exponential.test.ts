import { testSchedule } from "@evenkeel/testing";
import exponential from "./exponential.js";

testSchedule(exponential, "exponential", { gamma: 0.9 });
