export { catalogs } from "./components.gen.js";
export { checkParents } from "./parents.js";
export { type PairingConfig, simplify, type Simplified } from "./simplify.js";
