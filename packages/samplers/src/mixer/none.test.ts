import { testMixer } from "@evenkeel/testing";
import none from "./none.js";

testMixer(none);
