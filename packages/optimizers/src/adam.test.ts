import { testOptimizer } from "@evenkeel/testing";
import adam from "./adam.js";

testOptimizer(adam);
testOptimizer(adam, { config: { weightDecay: 0.01, clipNorm: 0.5 } });
testOptimizer(adam, { config: { lazy: true } });
