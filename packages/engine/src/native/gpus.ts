import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface Gpu {
  readonly name: string;
  readonly memory: string;
  readonly driver: string;
}

/** NVIDIA's GPUs as their driver lists them; empty without a driver. */
export async function listGpus(): Promise<Gpu[]> {
  try {
    const { stdout } = await promisify(execFile)("nvidia-smi", ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]);
    return parseGpus(stdout);
  } catch {
    return [];
  }
}

export function parseGpus(listing: string): Gpu[] {
  const lines = listing.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [name = "", memory = "", driver = ""] = line.split(",").map((field) => field.trim());
    return { name, memory, driver };
  });
}
