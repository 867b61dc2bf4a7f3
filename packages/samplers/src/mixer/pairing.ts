import { defineMixer, tokens } from "@evenkeel/core";
import { pairingMixer } from "../pairing/pairing-mixer.js";

/** Mixes each batch anew with any partner, coefficient and label; its rows are the anchors, and which those are is the sampler's choice. */
export default defineMixer({
  name: "pairing",
  summary: "mixes the natural rows of batches: any partner, coefficient and label",
  config: {},
  inject: [tokens.partner, tokens.coefficient, tokens.label],
  create: (_, partner, coefficient, label) => pairingMixer({ partner, coefficient, label }),
});
