export { catalogs } from "./components.gen.js";
export { type PairingConfig, simplify, type Simplified } from "./simplify.js";
