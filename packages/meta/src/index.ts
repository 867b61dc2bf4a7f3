export { catalogs } from "./components.gen.js";
