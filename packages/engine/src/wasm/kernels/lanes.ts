// Functions of four float32 lanes. Kernels run on the heap of TF.js' wasm backend, so none may have static data: no tables,
// no strings, no function values.

/** a·b + c, rounded once only in the build with relaxed SIMD. */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** Four numbers, or the one at `at` in every lane. */
@inline
export function read(at: usize, isWhole: bool): v128 {
  return isWhole ? v128.load(at) : v128.load32_splat(at);
}

/** Stores four numbers, or only the first. */
@inline
export function write(at: usize, value: v128, isWhole: bool): void {
  if (isWhole) v128.store(at, value);
  else v128.store32_lane(at, value, 0);
}

@inline
export function sumOfLanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

@inline
export function copy(to: usize, from: usize, bytes: usize): void {
  let o: usize = 0;
  for (; o + 16 <= bytes; o += 16) v128.store(to + o, v128.load(from + o));
  for (; o < bytes; o += 4) store<u32>(to + o, load<u32>(from + o));
}

/** to += from. */
@inline
export function accumulate(to: usize, from: usize, bytes: usize): void {
  let o: usize = 0;
  for (; o + 16 <= bytes; o += 16) v128.store(to + o, f32x4.add(v128.load(to + o), v128.load(from + o)));
  for (; o < bytes; o += 4) store<f32>(to + o, load<f32>(to + o) + load<f32>(from + o));
}

@inline
function horner(p: v128, x: v128, coefficient: f32): v128 {
  return multiplyAdd(p, x, f32x4.splat(coefficient));
}

@inline
function powerOfTwo(exponent: v128): v128 {
  return i32x4.shl(i32x4.add(exponent, i32x4.splat(127)), 23);
}

/** (eʳ − 1 − r)/r² for |r| ≤ ½·log 2. */
@inline
function expTail(r: v128): v128 {
  let p = f32x4.splat(1.98756915e-4);
  p = horner(p, r, 1.3981999507e-3);
  p = horner(p, r, 8.3334519073e-3);
  p = horner(p, r, 4.1665795894e-2);
  p = horner(p, r, 1.6666665459e-1);
  return horner(p, r, 5.0000001201e-1);
}

/**
 * eˣ, relative error below 2e-7, subnormal results included (Cephes' `expf`).
 *
 * The scaling by 2ᵏ is done in two steps, because 2¹²⁸ and 2⁻¹⁴⁹ are no normal numbers.
 */
@inline
export function exp(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-104)), f32x4.splat(89));
  const k = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  const r = multiplyAdd(k, f32x4.splat(2.1219444e-4), multiplyAdd(k, f32x4.splat(-0.693359375), x));
  const p = f32x4.add(multiplyAdd(expTail(r), f32x4.mul(r, r), r), f32x4.splat(1));
  const exponent = i32x4.trunc_sat_f32x4_s(k), half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
}

/** log x, relative error below 2e-7 (Cephes' `logf`); −∞ at 0, NaN below. */
@inline
export function log(x: v128): v128 {
  const isSubnormal = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, isSubnormal);
  const shift = v128.and(isSubnormal, f32x4.splat(-23));
  const exponentBits = i32x4.sub(i32x4.shr_s(scaled, 23), i32x4.splat(127));
  const mantissa = v128.or(v128.and(scaled, i32x4.splat(0x7fffff)), i32x4.splat(0x3f800000));
  const isLarge = f32x4.gt(mantissa, f32x4.splat(1.41421356));
  const f = f32x4.sub(v128.bitselect(f32x4.mul(mantissa, f32x4.splat(0.5)), mantissa, isLarge), f32x4.splat(1));
  const e = f32x4.add(f32x4.add(f32x4.convert_i32x4_s(exponentBits), shift), v128.and(isLarge, f32x4.splat(1)));
  const z = f32x4.mul(f, f);
  let p = f32x4.splat(7.0376836292e-2);
  p = horner(p, f, -1.151461031e-1);
  p = horner(p, f, 1.167699874e-1);
  p = horner(p, f, -1.2420140846e-1);
  p = horner(p, f, 1.4249322787e-1);
  p = horner(p, f, -1.6668057665e-1);
  p = horner(p, f, 2.0000714765e-1);
  p = horner(p, f, -2.4999993993e-1);
  p = horner(p, f, 3.3333331174e-1);
  p = multiplyAdd(e, f32x4.splat(-2.1219444e-4), f32x4.mul(f32x4.mul(p, f), z));
  p = f32x4.add(f, multiplyAdd(z, f32x4.splat(-0.5), p));
  const result = multiplyAdd(e, f32x4.splat(0.693359375), p);
  const isFinitePositive = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, f32x4.splat(Infinity)));
  // Infinity and NaN pass through; of a negative number the root is NaN.
  const special = v128.bitselect(f32x4.splat(-Infinity), f32x4.sqrt(x), f32x4.eq(x, f32x4.splat(0)));
  return v128.bitselect(result, special, isFinitePositive);
}

/** log(1 + x) for 0 ≤ x ≤ 1, with the error of rounding 1 + x divided out (Kahan). */
@inline
export function logOnePlus(x: v128): v128 {
  const u = f32x4.add(x, f32x4.splat(1)), step = f32x4.sub(u, f32x4.splat(1));
  const isTiny = f32x4.eq(step, f32x4.splat(0));
  return v128.bitselect(x, f32x4.mul(log(u), f32x4.div(x, step)), isTiny);
}

/** log(1 + eˣ). */
@inline
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), logOnePlus(exp(f32x4.neg(f32x4.abs(x)))));
}

@inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp(f32x4.neg(x))));
}

/** Cephes' `tanhf`: a polynomial near zero, where the exponential would cancel. */
@inline
export function tanh(x: v128): v128 {
  const z = f32x4.mul(x, x), size = f32x4.abs(x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = horner(p, z, 2.06390887954e-2);
  p = horner(p, z, -5.37397155531e-2);
  p = horner(p, z, 1.33314422036e-1);
  p = horner(p, z, -3.33332819422e-1);
  const near = multiplyAdd(f32x4.mul(p, z), x, x);
  const far = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(exp(f32x4.add(size, size)), f32x4.splat(1))));
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)));
}

/** eˣ − 1: near zero the polynomial of `exp` without its 1, which would swallow the digits. */
@inline
export function expm1(x: v128): v128 {
  const isNear = f32x4.lt(f32x4.abs(x), f32x4.splat(0.34));
  const near = multiplyAdd(expTail(x), f32x4.mul(x, x), x);
  return v128.bitselect(near, f32x4.sub(exp(x), f32x4.splat(1)), isNear);
}

@inline
export function elu(x: v128): v128 {
  return v128.bitselect(x, expm1(x), f32x4.gt(x, f32x4.splat(0)));
}

/** The error function (Cephes' `erff`): a polynomial up to 1, then 1 − e^(−x²)·q·P(q²) with q = 1/x. */
@inline
export function erf(x: v128): v128 {
  const size = f32x4.abs(x), z = f32x4.mul(x, x), q = f32x4.div(f32x4.splat(1), size), y = f32x4.mul(q, q);
  let t = f32x4.splat(7.853861353153693e-5);
  t = horner(t, z, -8.010193625184903e-4);
  t = horner(t, z, 5.188327685732524e-3);
  t = horner(t, z, -2.685381193529856e-2);
  t = horner(t, z, 1.128358514861418e-1);
  t = horner(t, z, -3.7612625824233e-1);
  t = horner(t, z, 1.12837916572671);
  let p = f32x4.splat(2.326819970068386e-2);
  p = horner(p, y, -1.387039388740657e-1);
  p = horner(p, y, 3.687424674597105e-1);
  p = horner(p, y, -5.824733027278666e-1);
  p = horner(p, y, 6.210004621745983e-1);
  p = horner(p, y, -4.944515323274145e-1);
  p = horner(p, y, 3.404879937665872e-1);
  p = horner(p, y, -2.741127028184656e-1);
  p = horner(p, y, 5.638259427386472e-1);
  const complement = f32x4.mul(f32x4.mul(exp(f32x4.neg(z)), q), p);
  // Beyond 4 the complement is less than half a unit in the last place of 1.
  const far = v128.bitselect(f32x4.sub(f32x4.splat(1), complement), f32x4.splat(1), f32x4.lt(size, f32x4.splat(4)));
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)));
  const result = v128.bitselect(f32x4.mul(x, t), signed, f32x4.lt(size, f32x4.splat(1)));
  return v128.bitselect(result, x, f32x4.eq(x, x));
}

@inline
export function gelu(x: v128): v128 {
  const share = f32x4.add(erf(f32x4.mul(x, f32x4.splat(0.70710678))), f32x4.splat(1));
  return f32x4.mul(f32x4.mul(f32x4.splat(0.5), x), share);
}
