import { testRates, testSchedule } from "@evenkeel/testing";
import multiStep from "./multi-step.js";

testSchedule(multiStep, { config: { warmup: 5, gamma: 0.01, milestones: [160, 180] } });

// CIFAR's 200 epochs of LDAM-DRW, and 300 epochs of From SMOTE to Mixup.
testRates(multiStep, "lr-200", { warmup: 5, gamma: 0.01, milestones: [160, 180] });
testRates(multiStep, "lr-300", { warmup: 5, gamma: 0.1, milestones: [150, 250] });
testRates(multiStep, "multistep", { milestones: [6, 12, 15], gamma: 0.1 });
