import type { Rng } from "@evenkeel/core";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { z } from "zod";

/**
 * The law of the initial values; with everything else equal it alone moves results by more than many methods do.
 *
 *     pytorch-default   kernel and bias ~ U(±1/√fanIn)
 *     he-normal         kernel ~ N(0, 2/fanIn), bias 0
 *     glorot-uniform    kernel ~ U(±√(6/(fanIn + fanOut))), bias 0
 *
 * @see PyTorch, `torch.nn.Linear` and `torch.nn.Conv2d`; He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", ICCV 2015, eq. 12;
 *   Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010, eq. 16.
 */
export type Initialization = "pytorch-default" | "he-normal" | "glorot-uniform";

/** The setting that names the law in a config. */
export function initializationSetting(law: Initialization): z.ZodDefault<z.ZodEnum<{ [Law in Initialization]: Law }>> {
  return z.enum(["pytorch-default", "he-normal", "glorot-uniform"]).default(law).describe("law of the initial kernels and biases");
}

/** Draws a kernel `[…, in, out]`; leading axes are a receptive field and count into both fans. */
export function initialKernel(law: Initialization, shape: readonly number[], rng: Rng): Tensor {
  const [fanIn, fanOut] = fans(shape);
  if (law === "he-normal") return filled(shape, () => Math.sqrt(2 / fanIn) * rng.normal());
  const bound = law === "pytorch-default" ? 1 / Math.sqrt(fanIn) : Math.sqrt(6 / (fanIn + fanOut));
  return filled(shape, () => uniform(bound, rng));
}

/** Draws the bias of the layer whose kernel has that shape. */
export function initialBias(law: Initialization, kernelShape: readonly number[], rng: Rng): Tensor {
  const bound = law === "pytorch-default" ? 1 / Math.sqrt(fans(kernelShape)[0]) : 0;
  return filled(kernelShape.slice(-1), () => (bound === 0 ? 0 : uniform(bound, rng)));
}

function fans(shape: readonly number[]): [fanIn: number, fanOut: number] {
  const field = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  return [field * shape.at(-2)!, field * shape.at(-1)!];
}

const uniform = (bound: number, rng: Rng): number => bound * (2 * rng.double() - 1);

function filled(shape: readonly number[], draw: () => number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(Float32Array.from({ length: size }, draw), [...shape], "float32");
}
