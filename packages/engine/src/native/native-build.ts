import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { writeWhole } from "@evenkeel/core";

/** An addon compiled on this machine, as the cache folder records it. */
export interface NativeBuild {
  readonly addon: string;
  readonly tensorflowVersion: string;
  /** The folder with TensorFlow's libraries, which the addon loads. */
  readonly tensorflowFolder: string;
  readonly tfjsVersion: string;
}

/** `$XDG_CACHE_HOME/evenkeel/native`, or in ~/.cache. */
export function nativeFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "evenkeel", "native");
}

const recordFile = (): string => join(nativeFolder(), "build.json");

export function recordBuild(build: NativeBuild): void {
  writeWhole(recordFile(), `${JSON.stringify(build, null, 2)}\n`);
}

/** The build on this machine whose files are all still there, or null. */
export function recordedBuild(): NativeBuild | null {
  if (!existsSync(recordFile())) return null;
  const build = JSON.parse(readFileSync(recordFile(), "utf8")) as NativeBuild;
  return existsSync(build.addon) && existsSync(build.tensorflowFolder) ? build : null;
}
