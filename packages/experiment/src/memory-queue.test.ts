import { testQueue } from "@evenkeel/testing";
import { memoryQueue } from "./memory-queue.js";

testQueue("the queue in memory", { make: (clock) => memoryQueue(clock) });
