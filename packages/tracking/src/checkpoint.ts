/** The artifact of a run that holds its model: parameters and state in the safetensors format. */
export const CHECKPOINT = "model.safetensors";
