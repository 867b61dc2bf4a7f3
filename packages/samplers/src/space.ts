import { type AnyRows, type PairingContext, UserError } from "@evenkeel/core";
import { z } from "zod";

/** The setting `space`. */
export const spaceSetting: z.ZodDefault<z.ZodEnum<{ input: "input"; embedding: "embedding" }>> = z
  .enum(["input", "embedding"])
  .default("input")
  .describe(
    "where distances between rows are measured: as the model reads them, or in their embeddings before its head, made anew at each draw (`training.redrawEvery`); the first draw is in the inputs",
  );

export type Space = z.output<typeof spaceSetting>;

/**
 * The training rows with what distances are measured in as their features.
 *
 * @throws UserError for embeddings where there are none: a mixer finds its neighbours once.
 */
export function rowsIn(space: Space, { train, embedded }: Pick<PairingContext, "train" | "embedded">): AnyRows {
  if (space === "input") return train;
  if (embedded) return embedded();
  throw new UserError(
    "space: expected `input` for a mixer, which finds neighbours once and not at every draw, got `embedding`. Leave `partner.space` out, or mix with `sampler=pairing`.",
  );
}

/** What a component with the setting declares. */
export const embedsIn = ({ space }: { readonly space: Space }): { embeds: boolean } => ({ embeds: space === "embedding" });
