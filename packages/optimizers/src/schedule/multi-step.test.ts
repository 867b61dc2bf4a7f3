import { testSchedule } from "@evenkeel/testing";
import multiStep from "./multi-step.js";

// CIFAR's 200 epochs of LDAM-DRW, and 300 epochs of From SMOTE to Mixup.
testSchedule(multiStep, "lr-200", { warmup: 5, gamma: 0.01, milestones: [160, 180] });
testSchedule(multiStep, "lr-300", { warmup: 5, gamma: 0.1, milestones: [150, 250] });
testSchedule(multiStep, "multistep", { milestones: [6, 12, 15], gamma: 0.1 });
