import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const root: string = join(dirname(fileURLToPath(import.meta.url)), "../../..");
