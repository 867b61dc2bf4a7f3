import "@tensorflow/tfjs-backend-cpu";
import { env, memory, setBackend } from "@tensorflow/tfjs-core";
import { beforeAll } from "vitest";

/** Runs the tests of a file on TF.js' plain JavaScript backend: slow, exact, the same everywhere. */
export function useCpu(): void {
  beforeAll(async () => {
    // Or else the backend greets on the console, where tests have nothing to say.
    env().set("IS_TEST", true);
    await setBackend("cpu");
  });
}

/** How many tensors more `body` leaves behind than it found. */
export function tensorsLeft(body: () => void): number {
  const before = memory().numTensors;
  body();
  return memory().numTensors - before;
}
