import { multiplyAdd, read, write } from "./lanes";

/**
 * Gradient descent in one pass; `m` 0 is none. η lies at `rate`.
 *
 *     d = g + λθ,   m ← μm + d,   θ ← θ − η·(nesterov ? d + μm : m)
 */
export function sgd(
  theta: usize, g: usize, m: usize, size: i32,
  rate: usize, momentum: f32, isNesterov: bool, weightDecay: f32,
): void {
  const eta = f32x4.splat(-load<f32>(rate)), mu = f32x4.splat(momentum), lambda = f32x4.splat(weightDecay);
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

/** d = g + λθ. */
@inline
function decayed(g: v128, theta: v128, weightDecay: f32): v128 {
  return weightDecay == 0 ? g : multiplyAdd(f32x4.splat(weightDecay), theta, g);
}

/** v′ = β₂v + (1 − β₂)d². */
@inline
function squareAfter(d: v128, v: v128, beta2: f32, complement2: f32): v128 {
  return multiplyAdd(f32x4.splat(complement2), f32x4.mul(d, d), f32x4.mul(f32x4.splat(beta2), v));
}

/** 1/(c·√v + ε). */
@inline
function inverseDeviation(root: v128, varianceScale: f32, epsilon: f32): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.mul(f32x4.splat(varianceScale), root), f32x4.splat(epsilon)));
}

/**
 * Adam in one pass; the results may overwrite the arguments.
 *
 *     d = g + λθ,   m′ = β₁m + (1 − β₁)d,   v′ = β₂v + (1 − β₂)d²,   θ′ = s·θ − η·m′ / (c·√v′ + ε)
 *
 * η, c and s change from update to update and lie at `rates`. The complements 1 − β come as arguments: taken here, they would be those of
 * the rounded β.
 */
export function adam(
  theta: usize, g: usize, m: usize, v: usize, nextTheta: usize, nextM: usize, nextV: usize, size: i32,
  rates: usize, beta1: f32, complement1: f32, beta2: f32, complement2: f32, epsilon: f32, weightDecay: f32,
): void {
  const stepSize = load<f32>(rates), varianceScale = load<f32>(rates + 4), shrinkage = load<f32>(rates + 8);
  for (let o: usize = 0, bytes = <usize>size << 2; o < bytes;) {
    const isWhole = o + 16 <= bytes, at = read(theta + o, isWhole), d = decayed(read(g + o, isWhole), at, weightDecay);
    const mean = multiplyAdd(f32x4.splat(complement1), d, f32x4.mul(f32x4.splat(beta1), read(m + o, isWhole)));
    const square = squareAfter(d, read(v + o, isWhole), beta2, complement2);
    const direction = f32x4.mul(mean, inverseDeviation(f32x4.sqrt(square), varianceScale, epsilon));
    write(nextM + o, mean, isWhole);
    write(nextV + o, square, isWhole);
    write(nextTheta + o, multiplyAdd(f32x4.splat(-stepSize), direction, f32x4.mul(f32x4.splat(shrinkage), at)), isWhole);
    o += isWhole ? 16 : 4;
  }
}

/**
 * z = ∂θ′/∂g ⊙ u of `adam`, 0 where v′ is.
 *
 *     ∂θ′/∂g = −η·[c·((1 − β₁)β₂v − (1 − β₂)β₁dm)/√v′ + (1 − β₁)ε] / (c·√v′ + ε)²
 */
export function adamPullback(
  theta: usize, g: usize, m: usize, v: usize, u: usize, z: usize, size: i32,
  rates: usize, beta2: f32, complement2: f32, epsilon: f32, weightDecay: f32,
  ofMean: f32, ofSquare: f32, ofEpsilon: f32,
): void {
  const stepSize = load<f32>(rates), varianceScale = load<f32>(rates + 4);
  for (let o: usize = 0, bytes = <usize>size << 2; o < bytes;) {
    const isWhole = o + 16 <= bytes, d = decayed(read(g + o, isWhole), read(theta + o, isWhole), weightDecay);
    const before = read(v + o, isWhole), root = f32x4.sqrt(squareAfter(d, before, beta2, complement2));
    const isMoving = f32x4.gt(root, f32x4.splat(0));
    const cross = multiplyAdd(f32x4.splat(-ofMean), f32x4.mul(d, read(m + o, isWhole)), f32x4.mul(f32x4.splat(ofSquare), before));
    const share = f32x4.mul(f32x4.splat(varianceScale), f32x4.mul(cross, f32x4.div(f32x4.splat(1), root)));
    const inverse = inverseDeviation(root, varianceScale, epsilon);
    const slope = f32x4.mul(f32x4.add(share, f32x4.splat(ofEpsilon)), f32x4.mul(inverse, inverse));
    const pulled = f32x4.neg(f32x4.mul(f32x4.splat(stepSize), f32x4.mul(slope, read(u + o, isWhole))));
    write(z + o, v128.and(pulled, isMoving), isWhole);
    o += isWhole ? 16 : 4;
  }
}
