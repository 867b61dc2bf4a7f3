export { catalogs } from "./components.gen.js";
export { checkParents } from "./parents.js";
