import type { ProgressPlace } from "./loss.js";

/** The factor of the optimizer's learning rate at a place, ≥ 0. */
export type Schedule = (at: ProgressPlace & { /** Epochs of the whole run, at least 1. */ readonly epochs: number }) => number;
