export { catalogs } from "./components.gen.js";
export { checkDisjoint, checkSplit } from "./split/check-split.js";
export { type NearDuplicates, nearDuplicates } from "./split/near-duplicates.js";
export { type LedgerEntry, rowLedger } from "./split/row-ledger.js";
export { stratifiedFolds } from "./split/stratified-folds.js";
export { type SplitManifest, splitManifest } from "./split/split-manifest.js";
export { type Features, readFeatures } from "./table/read-features.js";
export { type NpyArray, parseNpy } from "./npy/parse-npy.js";
export { parseNpz } from "./npy/parse-npz.js";
