export type { EngineInfo } from "./engine-info.js";
export { type EngineConfig, startEngine } from "./start-engine.js";
export { buildNativeEngine, type NativeBuildOptions } from "./native/build-native-engine.js";
export type { NativeBuild } from "./native/native-build.js";
export { nearestNeighbours, type NeighbourSearch } from "./nearest-neighbours.js";
