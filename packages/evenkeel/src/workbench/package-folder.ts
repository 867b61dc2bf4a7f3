import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where this package lies. */
export const PACKAGE_FOLDER: string = fileURLToPath(new URL("../..", import.meta.url));

/** The folder of our config. */
export const CONF: string = join(PACKAGE_FOLDER, "conf");
