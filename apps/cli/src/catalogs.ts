import { choiceGroups, mergeCatalogs } from "@evenkeel/compose";
import { catalogs as datasets } from "@evenkeel/datasets";
import { catalogs as losses } from "@evenkeel/losses";
import { catalogs as meta } from "@evenkeel/meta";
import { catalogs as metrics } from "@evenkeel/metrics";
import { catalogs as models } from "@evenkeel/models";
import { catalogs as optimizers } from "@evenkeel/optimizers";
import { catalogs as samplers } from "@evenkeel/samplers";
import { catalogs as tracking } from "@evenkeel/tracking";

/** Every component there is, by role in config. */
export const catalogs = mergeCatalogs([datasets, samplers, models, losses, meta, optimizers, metrics, tracking]);

/** What is chosen by name in config, so that `sampler=smote` and `engine=native` say it all. */
export const choices: readonly string[] = [...Object.keys(catalogs), ...choiceGroups];
