export type { EngineInfo } from "./engine-info.js";
export { type EngineConfig, startEngine } from "./start-engine.js";
export { buildNativeEngine, type NativeBuildOptions } from "./native/build-native-engine.js";
export { type NativeBuild, nativeFolder, recordedBuild as nativeBuild } from "./native/native-build.js";
export { nearestNeighbours, type NeighbourSearch } from "./nearest-neighbours.js";
export { type DoctorOptions, type DoctorReport, engineDoctor, type Finding } from "./doctor/engine-doctor.js";
export { renderDoctor } from "./doctor/render-doctor.js";
export type { SelfTest } from "./doctor/self-test.js";
