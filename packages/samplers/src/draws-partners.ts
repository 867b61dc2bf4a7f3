import { catalogs } from "./components.gen.js";
import { kNeighborsSetting } from "./partner/nearest-candidates.js";

/** Whether a component draws partners among as many nearest rows as its setting `kNeighbors` says. */
export function drawsPartners(role: "sampler" | "partner", name: string): boolean {
  const catalog = catalogs[role];
  return catalog.names.includes(name) && catalog.get(name).schema.shape["kNeighbors"] === kNeighborsSetting;
}
