export { catalogs } from "./components.gen.js";
export { permuted } from "./permuted.js";
