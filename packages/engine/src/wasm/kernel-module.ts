import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

/** Images, the room for them between their pads, and how large both are. */
type PaddedImages = [
  x: number,
  images: number,
  height: number,
  width: number,
  channels: number,
  padded: number,
  paddedHeight: number,
  paddedWidth: number,
  top: number,
  left: number,
];

/** Functions of the compiled module; pointers are byte offsets into TF.js' heap, sizes count numbers. */
export interface KernelModule {
  packPanels(from: number, rowStride: number, columnStride: number, rows: number, columns: number, to: number): void;
  gemm(
    a: number,
    aRow: number,
    aColumn: number,
    panels: number,
    c: number,
    cRow: number,
    M: number,
    N: number,
    K: number,
    bias: number,
    relu: number,
  ): void;
  outerProducts(a: number, b: number, c: number, M: number, N: number, K: number): void;

  relu: Unary;
  exp: Unary;
  log: Unary;
  sqrt: Unary;
  reciprocal: Unary;
  reciprocalOrZero: Unary;
  softplus: Unary;
  sigmoid: Unary;
  tanh: Unary;
  step: Unary;
  expm1: Unary;
  elu: Unary;
  erf: Unary;
  gelu: Unary;
  add: Binary;
  multiply: Binary;
  divide: Binary;
  addRelu: Binary;
  reluGradient: Binary;
  axpy(alpha: number, x: number, y: number, z: number, size: number): void;
  scale(factor: number, x: number, z: number, size: number): void;
  shift(by: number, x: number, z: number, size: number): void;
  leakyRelu(alpha: number, x: number, z: number, size: number): void;
  fill(z: number, value: number, size: number): void;

  total(x: number, out: number, size: number): void;
  columnSums(x: number, out: number, rows: number, columns: number): void;
  sumAlong(x: number, out: number, outer: number, repeats: number, inner: number): void;
  reluBiasGradient(x: number, y: number, z: number, sums: number, rows: number, columns: number): void;
  rowDots(a: number, b: number, dots: number, rows: number, columns: number): void;

  scaleRows(x: number, s: number, z: number, rows: number, columns: number): void;
  repeatAlong(x: number, z: number, outer: number, repeats: number, inner: number): void;
  transpose(x: number, z: number, rows: number, columns: number): void;
  gatherRows(x: number, indices: number, z: number, count: number, numRows: number, columns: number): number;
  scatterAddRows(x: number, indices: number, z: number, count: number, numRows: number, columns: number): number;
  copyRows(from: number, fromWidth: number, to: number, toWidth: number, rows: number, columns: number): void;

  softmax(z: number, p: number, rows: number, columns: number): void;
  logSoftmax(z: number, y: number, rows: number, columns: number): void;
  logSumExp(z: number, y: number, rows: number, columns: number): void;
  crossEntropy(z: number, t: number, loss: number, rows: number, columns: number): void;
  crossEntropyGradient(z: number, t: number, u: number, g: number, rows: number, columns: number): void;
  crossEntropyTangent(z: number, t: number, dz: number, d: number, rows: number, columns: number): void;

  layOut(
    to: number,
    rows: number,
    columns: number,
    from: number,
    fromRow: number,
    fromColumn: number,
    onto: number,
    ontoRow: number,
    ontoColumn: number,
  ): void;
  correlate(
    ...images: [
      ...PaddedImages,
      panels: number,
      kernelHeight: number,
      kernelWidth: number,
      filters: number,
      places: number,
      numPlaces: number,
      y: number,
      outputBytes: number,
    ]
  ): void;
  filterGradient(
    ...images: [
      ...PaddedImages,
      u: number,
      outHeight: number,
      outWidth: number,
      filters: number,
      wide: number,
      kernelHeight: number,
      kernelWidth: number,
      strideY: number,
      strideX: number,
      dw: number,
    ]
  ): void;
  turnFilter(
    w: number,
    width: number,
    channels: number,
    filters: number,
    firstY: number,
    stepY: number,
    tapsY: number,
    firstX: number,
    stepX: number,
    tapsX: number,
    to: number,
  ): void;

  subsample: Subsampling;
  /** The transpose of `subsample`. */
  spread: Subsampling;
  averagePool: Pooling;
  largestPositions: Pooling;

  moments(x: number, mean: number, variance: number, rows: number, columns: number): void;
  normalize(
    x: number,
    gamma: number,
    beta: number,
    mean: number,
    variance: number,
    y: number,
    rows: number,
    columns: number,
    epsilon: number,
    scratch: number,
  ): void;
  batchNormGradient(
    x: number,
    gamma: number,
    mean: number,
    variance: number,
    u: number,
    z: number,
    products: number,
    sums: number,
    rows: number,
    columns: number,
    epsilon: number,
    scratch: number,
  ): void;

  sgd(theta: number, g: number, m: number, size: number, rate: number, momentum: number, isNesterov: number, weightDecay: number): void;
  adam(
    theta: number,
    g: number,
    m: number,
    v: number,
    nextTheta: number,
    nextM: number,
    nextV: number,
    size: number,
    rates: number,
    beta1: number,
    complement1: number,
    beta2: number,
    complement2: number,
    epsilon: number,
    weightDecay: number,
  ): void;
  adamPullback(
    theta: number,
    g: number,
    m: number,
    v: number,
    u: number,
    z: number,
    size: number,
    rates: number,
    beta2: number,
    complement2: number,
    epsilon: number,
    weightDecay: number,
    ofMean: number,
    ofSquare: number,
    ofEpsilon: number,
  ): void;

  packPairs(values: number, to: number, rows: number, columns: number): void;
  nearestRows(
    queries: number,
    queryIds: number,
    numQueries: number,
    pairs: number,
    poolIds: number,
    poolSize: number,
    columns: number,
    count: number,
    distances: number,
    nearest: number,
  ): void;
}

/** z = f(x). */
export type Unary = (x: number, z: number, size: number) => void;
/** z = f(x, y). */
export type Binary = (x: number, y: number, z: number, size: number) => void;

/** Every so many-th pixel of images. */
export type Subsampling = (
  from: number,
  to: number,
  images: number,
  height: number,
  width: number,
  channels: number,
  offsetY: number,
  offsetX: number,
  strideY: number,
  strideX: number,
  rows: number,
  columns: number,
) => void;
/** One value of each window of images. */
export type Pooling = (
  x: number,
  to: number,
  images: number,
  height: number,
  width: number,
  channels: number,
  windowHeight: number,
  windowWidth: number,
  strideY: number,
  strideX: number,
  top: number,
  left: number,
  rows: number,
  columns: number,
) => void;

export interface KernelBuild {
  /** Faster, but the last bits depend on the processor. */
  readonly fusedMultiplyAdd: boolean;
}

/** The file of a build, from the sources as from `dist`. */
export function kernelFile({ fusedMultiplyAdd }: KernelBuild): URL {
  return new URL(`../../wasm/${fusedMultiplyAdd ? "fused-multiply-add" : "plain"}.wasm`, import.meta.url);
}

/** Compiles a build on `memory`. */
export function instantiateKernels(memory: WebAssembly.Memory, build: KernelBuild): KernelModule {
  // Off by default before Node 22.
  if (build.fusedMultiplyAdd) setFlagsFromString("--experimental-wasm-relaxed-simd");
  const module = new WebAssembly.Module(readFileSync(kernelFile(build)));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelModule;
}
