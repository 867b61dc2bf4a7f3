export type { EngineInfo } from "./engine-info.js";
export { type EngineConfig, startEngine } from "./start-engine.js";
