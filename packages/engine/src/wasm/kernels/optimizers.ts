import { multiplyAdd, read, write } from "./lanes";

/**
 * Gradient descent in one pass; `m` 0 is none.
 *
 *     d = g + λθ,   m ← μm + d,   θ ← θ − η·(nesterov ? d + μm : m)
 */
export function sgd(
  theta: usize, g: usize, m: usize, size: i32,
  learningRate: f32, momentum: f32, isNesterov: bool, weightDecay: f32,
): void {
  const eta = f32x4.splat(-learningRate), mu = f32x4.splat(momentum), lambda = f32x4.splat(weightDecay);
  for (let o: usize = 0, bytes = <usize>size << 2; o < bytes;) {
    const isWhole = o + 16 <= bytes, at = read(theta + o, isWhole);
    let d = read(g + o, isWhole);
    if (weightDecay != 0) d = multiplyAdd(lambda, at, d);
    if (m) {
      const velocity = multiplyAdd(mu, read(m + o, isWhole), d);
      write(m + o, velocity, isWhole);
      d = isNesterov ? multiplyAdd(mu, velocity, d) : velocity;
    }
    write(theta + o, multiplyAdd(eta, d, at), isWhole);
    o += isWhole ? 16 : 4;
  }
}

/**
 * Adam in one pass.
 *
 *     d = g + λθ,   m ← β₁m + (1 − β₁)d,   v ← β₂v + (1 − β₂)d²,   θ ← s·θ − η·m / (c·√v + ε)
 *
 * The complements 1 − β come as arguments: taken here, they would be those of the rounded β.
 */
export function adam(
  theta: usize, g: usize, m: usize, v: usize, size: i32,
  stepSize: f32, beta1: f32, complement1: f32, beta2: f32, complement2: f32,
  epsilon: f32, varianceScale: f32, weightDecay: f32, shrinkage: f32,
): void {
  const one = f32x4.splat(1);
  for (let o: usize = 0, bytes = <usize>size << 2; o < bytes;) {
    const isWhole = o + 16 <= bytes, at = read(theta + o, isWhole);
    let d = read(g + o, isWhole);
    if (weightDecay != 0) d = multiplyAdd(f32x4.splat(weightDecay), at, d);
    const mean = multiplyAdd(f32x4.splat(complement1), d, f32x4.mul(f32x4.splat(beta1), read(m + o, isWhole)));
    const square = multiplyAdd(f32x4.splat(complement2), f32x4.mul(d, d), f32x4.mul(f32x4.splat(beta2), read(v + o, isWhole)));
    const scale = f32x4.add(f32x4.mul(f32x4.splat(varianceScale), f32x4.sqrt(square)), f32x4.splat(epsilon));
    write(m + o, mean, isWhole);
    write(v + o, square, isWhole);
    write(theta + o, multiplyAdd(f32x4.splat(-stepSize), f32x4.mul(mean, f32x4.div(one, scale)), f32x4.mul(f32x4.splat(shrinkage), at)), isWhole);
    o += isWhole ? 16 : 4;
  }
}
