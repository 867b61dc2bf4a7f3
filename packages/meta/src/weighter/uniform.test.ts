import { testWeighter } from "@evenkeel/testing";
import uniform from "./uniform.js";

testWeighter(uniform);
