import { fileURLToPath } from "node:url";

/** Where this package lies. */
export const PACKAGE_FOLDER: string = fileURLToPath(new URL("../..", import.meta.url));
