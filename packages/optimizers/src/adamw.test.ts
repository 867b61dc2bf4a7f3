import { testOptimizer } from "@evenkeel/testing";
import adamw from "./adamw.js";

testOptimizer(adamw);
