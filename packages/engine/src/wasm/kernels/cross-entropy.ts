import { exp, log } from "./lanes";

// Four rows at a time, one in each lane: there are more rows than classes, and the exponential of a lane costs that of four.

/** Where the lanes' rows begin; behind the last row they stand on the first of the four again. */
@inline
function rowAt(x: usize, stride: usize, rows: i32, lane: i32): usize {
  return lane < rows ? x + <usize>lane * stride : x;
}

/** The numbers at offset o of four rows. */
@inline
function gather(x: usize, stride: usize, rows: i32, o: usize): v128 {
  let lanes = v128.load32_zero(x + o);
  lanes = v128.load32_lane(rowAt(x, stride, rows, 1) + o, lanes, 1);
  lanes = v128.load32_lane(rowAt(x, stride, rows, 2) + o, lanes, 2);
  return v128.load32_lane(rowAt(x, stride, rows, 3) + o, lanes, 3);
}

@inline
function scatter(x: usize, stride: usize, rows: i32, o: usize, lanes: v128): void {
  v128.store32_lane(x + o, lanes, 0);
  if (rows > 1) v128.store32_lane(x + stride + o, lanes, 1);
  if (rows > 2) v128.store32_lane(x + 2 * stride + o, lanes, 2);
  if (rows > 3) v128.store32_lane(x + 3 * stride + o, lanes, 3);
}

@inline
function largest(z: usize, stride: usize, rows: i32): v128 {
  let m = gather(z, stride, rows, 0);
  for (let o: usize = 4; o < stride; o += 4) m = f32x4.max(m, gather(z, stride, rows, o));
  return m;
}

/** Σ_c e^(z_c − m). */
@inline
function massOf(z: usize, stride: usize, rows: i32, m: v128): v128 {
  let mass = f32x4.splat(0);
  for (let o: usize = 0; o < stride; o += 4) mass = f32x4.add(mass, exp(f32x4.sub(gather(z, stride, rows, o), m)));
  return mass;
}

/** Writes e^(z − m). @returns its sum. */
@inline
function exponentials(z: usize, p: usize, stride: usize, rows: i32): v128 {
  const m = largest(z, stride, rows);
  let mass = f32x4.splat(0);
  for (let o: usize = 0; o < stride; o += 4) {
    const e = exp(f32x4.sub(gather(z, stride, rows, o), m));
    scatter(p, stride, rows, o, e);
    mass = f32x4.add(mass, e);
  }
  return mass;
}

export function softmax(z: usize, p: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row += 4, z += 4 * stride, p += 4 * stride) {
    const left = rows - row, mass = exponentials(z, p, stride, left);
    for (let o: usize = 0; o < stride; o += 4) scatter(p, stride, left, o, f32x4.div(gather(p, stride, left, o), mass));
  }
}

export function logSoftmax(z: usize, y: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row += 4, z += 4 * stride, y += 4 * stride) {
    const left = rows - row, m = largest(z, stride, left), logMass = log(massOf(z, stride, left, m));
    for (let o: usize = 0; o < stride; o += 4) scatter(y, stride, left, o, f32x4.sub(f32x4.sub(gather(z, stride, left, o), m), logMass));
  }
}

/** y_i = log Σ_c e^(z_ic). */
export function logSumExp(z: usize, y: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row += 4, z += 4 * stride, y += 16) {
    const left = rows - row, m = largest(z, stride, left);
    scatter(y, 4, left, 0, f32x4.add(m, log(massOf(z, stride, left, m))));
  }
}

/** loss_i = Σ_c t_ic·(log Σ_k e^(z_ik) − z_ic). */
export function crossEntropy(z: usize, t: usize, loss: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row += 4, z += 4 * stride, t += 4 * stride, loss += 16) {
    const left = rows - row, m = largest(z, stride, left);
    let mass = f32x4.splat(0), targets = f32x4.splat(0), dot = f32x4.splat(0);
    for (let o: usize = 0; o < stride; o += 4) {
      const x = f32x4.sub(gather(z, stride, left, o), m), target = gather(t, stride, left, o);
      mass = f32x4.add(mass, exp(x));
      targets = f32x4.add(targets, target);
      dot = f32x4.add(dot, f32x4.mul(target, x));
    }
    scatter(loss, 4, left, 0, f32x4.sub(f32x4.mul(targets, log(mass)), dot));
  }
}

/** g_i = u_i·(softmax(z_i)·Σt_i − t_i). */
export function crossEntropyGradient(z: usize, t: usize, u: usize, g: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row += 4, z += 4 * stride, t += 4 * stride, g += 4 * stride, u += 16) {
    const left = rows - row, mass = exponentials(z, g, stride, left), factor = gather(u, 4, left, 0);
    let targets = f32x4.splat(0);
    for (let o: usize = 0; o < stride; o += 4) targets = f32x4.add(targets, gather(t, stride, left, o));
    const share = f32x4.div(targets, mass);
    for (let o: usize = 0; o < stride; o += 4) {
      const slope = f32x4.sub(f32x4.mul(gather(g, stride, left, o), share), gather(t, stride, left, o));
      scatter(g, stride, left, o, f32x4.mul(factor, slope));
    }
  }
}

/** d_i = ⟨softmax(z_i)·Σt_i − t_i, dz_i⟩. */
export function crossEntropyTangent(z: usize, t: usize, dz: usize, d: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row += 4, z += 4 * stride, t += 4 * stride, dz += 4 * stride, d += 16) {
    const left = rows - row, m = largest(z, stride, left);
    let mass = f32x4.splat(0), targets = f32x4.splat(0), byModel = f32x4.splat(0), byTargets = f32x4.splat(0);
    for (let o: usize = 0; o < stride; o += 4) {
      const e = exp(f32x4.sub(gather(z, stride, left, o), m)), tangent = gather(dz, stride, left, o), target = gather(t, stride, left, o);
      mass = f32x4.add(mass, e);
      targets = f32x4.add(targets, target);
      byModel = f32x4.add(byModel, f32x4.mul(e, tangent));
      byTargets = f32x4.add(byTargets, f32x4.mul(target, tangent));
    }
    scatter(d, 4, left, 0, f32x4.sub(f32x4.div(f32x4.mul(byModel, targets), mass), byTargets));
  }
}
