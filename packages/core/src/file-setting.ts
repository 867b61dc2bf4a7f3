import { z } from "zod";
import type { AnyComponent } from "./component.js";

const files = z.registry<{ readonly isFile: true }>();

/** A setting that names a file whose content counts: a result of other content is another result. */
export function fileSetting(): z.ZodString {
  const path = z.string().min(1);
  files.add(path, { isFile: true });
  return path;
}

/** The settings of a component that name such a file, with its path. */
export function filesOf(
  { schema }: AnyComponent,
  config: Readonly<Record<string, unknown>>,
): readonly { readonly setting: string; readonly path: string }[] {
  return Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>).flatMap(([setting, field]) =>
    files.get(field) && typeof config[setting] === "string" ? [{ setting, path: config[setting] as string }] : [],
  );
}
