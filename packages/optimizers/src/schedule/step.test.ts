import { testSchedule } from "@evenkeel/testing";
import step from "./step.js";

testSchedule(step, "step", { every: 4, gamma: 0.5 });
