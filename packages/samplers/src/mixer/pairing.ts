import { defineMixer, tokens } from "@evenkeel/core";
import { mixAtSetting, pairingMixer } from "../pairing/pairing-mixer.js";

/** Mixes each batch anew with any partner, coefficient and label; its rows are the anchors, and which those are is the sampler's choice. */
export default defineMixer({
  name: "pairing",
  summary: "mixes the rows of batches: any partner, coefficient and label",
  config: { at: mixAtSetting },
  inject: [tokens.partner, tokens.coefficient, tokens.label],
  create: ({ at }, partner, coefficient, label) => pairingMixer({ partner, coefficient, label }, at),
});
