import * as lanes from "./lanes";
import { multiplyAdd, read, write } from "./lanes";

const enum Unary { Relu, Exp, Log, Sqrt, Reciprocal, ReciprocalOrZero, Softplus, Sigmoid, Tanh, Step, Expm1, Elu, Erf, Gelu }

@inline
function unary(op: Unary, x: v128): v128 {
  if (op == Unary.Relu) return f32x4.max(x, f32x4.splat(0));
  if (op == Unary.Exp) return lanes.exp(x);
  if (op == Unary.Log) return lanes.log(x);
  if (op == Unary.Sqrt) return f32x4.sqrt(x);
  if (op == Unary.Reciprocal) return f32x4.div(f32x4.splat(1), x);
  if (op == Unary.ReciprocalOrZero) return v128.and(f32x4.div(f32x4.splat(1), x), f32x4.ne(x, f32x4.splat(0)));
  if (op == Unary.Softplus) return lanes.softplus(x);
  if (op == Unary.Sigmoid) return lanes.sigmoid(x);
  if (op == Unary.Tanh) return lanes.tanh(x);
  if (op == Unary.Step) return v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.splat(1));
  if (op == Unary.Expm1) return lanes.expm1(x);
  if (op == Unary.Elu) return lanes.elu(x);
  if (op == Unary.Erf) return lanes.erf(x);
  return lanes.gelu(x);
}

@inline
function map(op: Unary, x: usize, z: usize, size: i32): void {
  const end = z + (<usize>size << 2), vectors = z + (<usize>(size & ~3) << 2);
  for (; z < vectors; z += 16, x += 16) v128.store(z, unary(op, v128.load(x)));
  for (; z < end; z += 4, x += 4) write(z, unary(op, read(x, false)), false);
}

export function relu(x: usize, z: usize, size: i32): void { map(Unary.Relu, x, z, size); }
export function exp(x: usize, z: usize, size: i32): void { map(Unary.Exp, x, z, size); }
export function log(x: usize, z: usize, size: i32): void { map(Unary.Log, x, z, size); }
export function sqrt(x: usize, z: usize, size: i32): void { map(Unary.Sqrt, x, z, size); }
export function reciprocal(x: usize, z: usize, size: i32): void { map(Unary.Reciprocal, x, z, size); }
export function reciprocalOrZero(x: usize, z: usize, size: i32): void { map(Unary.ReciprocalOrZero, x, z, size); }
export function softplus(x: usize, z: usize, size: i32): void { map(Unary.Softplus, x, z, size); }
export function sigmoid(x: usize, z: usize, size: i32): void { map(Unary.Sigmoid, x, z, size); }
export function tanh(x: usize, z: usize, size: i32): void { map(Unary.Tanh, x, z, size); }
/** 1 where x > 0, else 0. */
export function step(x: usize, z: usize, size: i32): void { map(Unary.Step, x, z, size); }
export function expm1(x: usize, z: usize, size: i32): void { map(Unary.Expm1, x, z, size); }
export function elu(x: usize, z: usize, size: i32): void { map(Unary.Elu, x, z, size); }
export function erf(x: usize, z: usize, size: i32): void { map(Unary.Erf, x, z, size); }
export function gelu(x: usize, z: usize, size: i32): void { map(Unary.Gelu, x, z, size); }

const enum Binary { Add, Multiply, Divide, AddRelu, ReluGradient }

@inline
function binary(op: Binary, x: v128, y: v128): v128 {
  if (op == Binary.Add) return f32x4.add(x, y);
  if (op == Binary.Multiply) return f32x4.mul(x, y);
  if (op == Binary.Divide) return f32x4.div(x, y);
  if (op == Binary.AddRelu) return f32x4.max(f32x4.add(x, y), f32x4.splat(0));
  return v128.and(x, f32x4.gt(y, f32x4.splat(0)));
}

@inline
function zip(op: Binary, x: usize, y: usize, z: usize, size: i32): void {
  const end = z + (<usize>size << 2), vectors = z + (<usize>(size & ~3) << 2);
  for (; z < vectors; z += 16, x += 16, y += 16) v128.store(z, binary(op, v128.load(x), v128.load(y)));
  for (; z < end; z += 4, x += 4, y += 4) write(z, binary(op, read(x, false), read(y, false)), false);
}

export function add(x: usize, y: usize, z: usize, size: i32): void { zip(Binary.Add, x, y, z, size); }
export function multiply(x: usize, y: usize, z: usize, size: i32): void { zip(Binary.Multiply, x, y, z, size); }
export function divide(x: usize, y: usize, z: usize, size: i32): void { zip(Binary.Divide, x, y, z, size); }
/** max(x + y, 0). */
export function addRelu(x: usize, y: usize, z: usize, size: i32): void { zip(Binary.AddRelu, x, y, z, size); }
/** x where y > 0, else 0. */
export function reluGradient(x: usize, y: usize, z: usize, size: i32): void { zip(Binary.ReluGradient, x, y, z, size); }

/** z = y + alpha·x. */
export function axpy(alpha: f32, x: usize, y: usize, z: usize, size: i32): void {
  const end = z + (<usize>size << 2), vectors = z + (<usize>(size & ~3) << 2), factor = f32x4.splat(alpha);
  for (; z < vectors; z += 16, x += 16, y += 16) v128.store(z, multiplyAdd(factor, v128.load(x), v128.load(y)));
  for (; z < end; z += 4, x += 4, y += 4) write(z, multiplyAdd(factor, read(x, false), read(y, false)), false);
}

/** z = factor·x. */
export function scale(factor: f32, x: usize, z: usize, size: i32): void {
  const end = z + (<usize>size << 2), vectors = z + (<usize>(size & ~3) << 2), factors = f32x4.splat(factor);
  for (; z < vectors; z += 16, x += 16) v128.store(z, f32x4.mul(factors, v128.load(x)));
  for (; z < end; z += 4, x += 4) store<f32>(z, factor * load<f32>(x));
}

/** z = x + by. */
export function shift(by: f32, x: usize, z: usize, size: i32): void {
  const end = z + (<usize>size << 2), vectors = z + (<usize>(size & ~3) << 2), shifts = f32x4.splat(by);
  for (; z < vectors; z += 16, x += 16) v128.store(z, f32x4.add(v128.load(x), shifts));
  for (; z < end; z += 4, x += 4) store<f32>(z, load<f32>(x) + by);
}

/** z = x where x > 0, else alpha·x. */
export function leakyRelu(alpha: f32, x: usize, z: usize, size: i32): void {
  for (const end = z + (<usize>size << 2); z < end; z += 4, x += 4) {
    const value = load<f32>(x);
    store<f32>(z, value > 0 ? value : alpha * value);
  }
}

/** Every z is `value`. */
export function fill(z: usize, value: f32, size: i32): void {
  const end = z + (<usize>size << 2), vectors = z + (<usize>(size & ~3) << 2), values = f32x4.splat(value);
  for (; z < vectors; z += 16) v128.store(z, values);
  for (; z < end; z += 4) store<f32>(z, value);
}
