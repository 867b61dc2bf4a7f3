import { defineSampler, tokens } from "@evenkeel/core";
import { drawSeeded, pairingSampler } from "../pairing/pairing-sampler.js";

/** Adds the rows of a pairing composed of any anchor, partner, coefficient and label, drawn once for the run. */
export default defineSampler({
  name: "pairing",
  summary: "adds mixed rows: any anchor, partner, coefficient and label",
  config: {},
  declares: (_, of) => ({ embeds: (of("anchor").embeds ?? false) || (of("partner").embeds ?? false) }),
  inject: [tokens.anchor, tokens.partner, tokens.coefficient, tokens.label],
  create: (_, anchor, partner, coefficient, label) =>
    pairingSampler("pairing", drawSeeded({ anchor, partner, coefficient, label }, null), {
      leftOut: anchor.leftOut?.bind(anchor),
      hasOwnParts: false,
    }),
});
