import { testMixer } from "@evenkeel/testing";
import remix from "./remix.js";

testMixer(remix);
