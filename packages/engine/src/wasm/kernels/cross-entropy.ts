import * as lanes from "./lanes";

@inline
function exp(x: f32): f32 {
  return f32x4.extract_lane(lanes.exp(f32x4.splat(x)), 0);
}

@inline
function log(x: f32): f32 {
  return f32x4.extract_lane(lanes.log(f32x4.splat(x)), 0);
}

@inline
function largest(row: usize, stride: usize): f32 {
  let m = load<f32>(row);
  for (let o: usize = 4; o < stride; o += 4) m = max(m, load<f32>(row + o));
  return m;
}

/** Writes e^(z − m) of a row. @returns its sum. */
@inline
function exponentials(z: usize, p: usize, stride: usize): f32 {
  const m = largest(z, stride);
  let mass: f32 = 0;
  for (let o: usize = 0; o < stride; o += 4) {
    const e = exp(load<f32>(z + o) - m);
    store<f32>(p + o, e);
    mass += e;
  }
  return mass;
}

export function softmax(z: usize, p: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, z += stride, p += stride) {
    const mass = exponentials(z, p, stride);
    for (let o: usize = 0; o < stride; o += 4) store<f32>(p + o, load<f32>(p + o) / mass);
  }
}

export function logSoftmax(z: usize, y: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, z += stride, y += stride) {
    const m = largest(z, stride), logMass = log(exponentials(z, y, stride));
    for (let o: usize = 0; o < stride; o += 4) store<f32>(y + o, load<f32>(z + o) - m - logMass);
  }
}

/** y_i = log Σ_c e^(z_ic). */
export function logSumExp(z: usize, y: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, z += stride, y += 4) {
    const m = largest(z, stride);
    let mass: f32 = 0;
    for (let o: usize = 0; o < stride; o += 4) mass += exp(load<f32>(z + o) - m);
    store<f32>(y, m + log(mass));
  }
}

/** loss_i = Σ_c t_ic·(log Σ_k e^(z_ik) − z_ic). */
export function crossEntropy(z: usize, t: usize, loss: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, z += stride, t += stride, loss += 4) {
    const m = largest(z, stride);
    let mass: f32 = 0, targets: f32 = 0, dot: f32 = 0;
    for (let o: usize = 0; o < stride; o += 4) {
      const x = load<f32>(z + o) - m, target = load<f32>(t + o);
      mass += exp(x);
      targets += target;
      dot += target * x;
    }
    store<f32>(loss, targets * log(mass) - dot);
  }
}

/** g_i = u_i·(softmax(z_i)·Σt_i − t_i). */
export function crossEntropyGradient(z: usize, t: usize, u: usize, g: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, z += stride, t += stride, g += stride, u += 4) {
    const mass = exponentials(z, g, stride), factor = load<f32>(u);
    let targets: f32 = 0;
    for (let o: usize = 0; o < stride; o += 4) targets += load<f32>(t + o);
    const share = targets / mass;
    for (let o: usize = 0; o < stride; o += 4) store<f32>(g + o, factor * (load<f32>(g + o) * share - load<f32>(t + o)));
  }
}

/** d_i = ⟨softmax(z_i)·Σt_i − t_i, dz_i⟩. */
export function crossEntropyTangent(z: usize, t: usize, dz: usize, d: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, z += stride, t += stride, dz += stride, d += 4) {
    const m = largest(z, stride);
    let mass: f32 = 0, targets: f32 = 0, byModel: f32 = 0, byTargets: f32 = 0;
    for (let o: usize = 0; o < stride; o += 4) {
      const e = exp(load<f32>(z + o) - m), tangent = load<f32>(dz + o), target = load<f32>(t + o);
      mass += e;
      targets += target;
      byModel += e * tangent;
      byTargets += target * tangent;
    }
    store<f32>(d, (byModel * targets) / mass - byTargets);
  }
}
