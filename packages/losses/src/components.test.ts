import { testAdjustment, testClassWeights } from "@evenkeel/testing";
import { catalogs } from "./components.gen.js";

for (const component of Object.values(catalogs.classWeights.components)) testClassWeights(component);
for (const component of Object.values(catalogs.adjustment.components)) testAdjustment(component);
