import { fileStore } from "./file/file-store.js";
import type { ConnectionOptions } from "./rest/credentials.js";
import { restStore } from "./rest/rest-store.js";
import type { Store } from "./store.js";

/** The store at a tracking URI: a server for `http:` and `https:`, a folder for `file:` and paths. */
export function openStore(trackingUri: string, options: ConnectionOptions = {}): Store {
  return /^https?:/i.test(trackingUri) ? restStore(trackingUri, options) : fileStore(trackingUri);
}
