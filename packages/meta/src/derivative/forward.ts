import { defineDerivative } from "@evenkeel/core";

/** dℓ(θ + ε·u)/dε by forward mode, exact, on the tape that the training losses left behind. */
export default defineDerivative({
  name: "forward",
  summary: "forward mode: exact, on the tape that the training losses left behind",
  config: {},
  create: () => (_problem, linearization, direction) => linearization.pushforward(direction),
});
