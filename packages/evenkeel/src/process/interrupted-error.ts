/** Ctrl-C: what is finished stays, the same command goes on from there. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";

  constructor() {
    super("Interrupted. Finished runs are kept; the same command goes on from here.");
  }
}
