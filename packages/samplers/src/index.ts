export { catalogs } from "./components.gen.js";
export { drawsPartners } from "./draws-partners.js";
export { type PairingConfig, simplify, type Simplified } from "./simplify.js";
