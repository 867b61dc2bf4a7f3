import { testConstraint, testIndex } from "@evenkeel/testing";
import { catalogs } from "./components.gen.js";

for (const component of Object.values(catalogs.index.components)) testIndex(component);
for (const component of Object.values(catalogs.constraint.components)) testConstraint(component);
