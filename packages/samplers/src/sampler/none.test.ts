import { testSampler } from "@evenkeel/testing";
import none from "./none.js";

testSampler(none);
