import { catalogs as datasets } from "@evenkeel/datasets";
import { catalogs as experiment } from "@evenkeel/experiment";
import { catalogs as losses } from "@evenkeel/losses";
import { catalogs as meta } from "@evenkeel/meta";
import { catalogs as metrics } from "@evenkeel/metrics";
import { catalogs as models } from "@evenkeel/models";
import { catalogs as optimizers } from "@evenkeel/optimizers";
import { catalogs as samplers } from "@evenkeel/samplers";
import { catalogs as tracking } from "@evenkeel/tracking";

/** The components that come with evenkeel, by role, with their types: no two packages share a role. */
export const builtIn: typeof datasets &
  typeof samplers &
  typeof models &
  typeof losses &
  typeof meta &
  typeof optimizers &
  typeof metrics &
  typeof tracking &
  typeof experiment = {
  ...datasets,
  ...samplers,
  ...models,
  ...losses,
  ...meta,
  ...optimizers,
  ...metrics,
  ...tracking,
  ...experiment,
};
