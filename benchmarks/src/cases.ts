/** A model and a batch whose training step is timed; PyTorch's side reads the same. */
export interface StepCase {
  readonly name: string;
  readonly title: string;
  readonly model: "mlp" | "cnn" | "resnet";
  readonly settings: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  readonly numClasses: number;
  readonly batchSize: number;
  /** Steps in one timed window. */
  readonly window: number;
  readonly rounds: number;
  /** Work for a GPU: timed where it is asked for by name. */
  readonly isLarge?: boolean;
}

export const cases: readonly StepCase[] = [
  {
    name: "S",
    title: "MLP 20-64-2, batch 128",
    model: "mlp",
    settings: { hidden: [64] },
    shape: [20],
    numClasses: 2,
    batchSize: 128,
    window: 100,
    rounds: 30,
  },
  {
    name: "M",
    title: "MLP 14-128-16-2, batch 1024",
    model: "mlp",
    settings: { hidden: [128, 16] },
    shape: [14],
    numClasses: 2,
    batchSize: 1024,
    window: 50,
    rounds: 20,
  },
  {
    name: "L",
    title: "MLP 512-512-512-10, batch 512",
    model: "mlp",
    settings: { hidden: [512, 512] },
    shape: [512],
    numClasses: 10,
    batchSize: 512,
    window: 10,
    rounds: 8,
  },
  {
    name: "a",
    title: "CNN 8×8×1, 16 and 32 channels, batch 128",
    model: "cnn",
    settings: { channels: [16, 32], strides: [1, 2] },
    shape: [8, 8, 1],
    numClasses: 10,
    batchSize: 128,
    window: 30,
    rounds: 15,
  },
  {
    name: "b",
    title: "ResNet-8 16×16×3, widths 8, 16, 32, batch 128",
    model: "resnet",
    settings: { depth: 8, widths: [8, 16, 32] },
    shape: [16, 16, 3],
    numClasses: 10,
    batchSize: 128,
    window: 5,
    rounds: 10,
  },
  {
    name: "c",
    title: "ResNet-32 32×32×3, batch 128",
    model: "resnet",
    settings: { depth: 32, widths: [16, 32, 64] },
    shape: [32, 32, 3],
    numClasses: 10,
    batchSize: 128,
    window: 1,
    rounds: 8,
  },
  {
    name: "d",
    title: "ResNet-32 32×32×3, widths 64, 128, 256, batch 128",
    model: "resnet",
    settings: { depth: 32, widths: [64, 128, 256] },
    shape: [32, 32, 3],
    numClasses: 10,
    batchSize: 128,
    window: 1,
    rounds: 3,
    isLarge: true,
  },
];
