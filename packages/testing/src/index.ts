export { goldenCases, type GoldenCase } from "./goldens.js";
