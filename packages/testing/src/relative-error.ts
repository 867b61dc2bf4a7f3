/** max|got − want| / max|want|, what the goldens ask of float32; infinite for another length or a NaN. */
export function relativeError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < want.length; i++) {
    if (got[i] === want[i]) continue;
    difference = Math.max(difference, Math.abs(got[i]! - want[i]!));
    if (Number.isNaN(got[i]!)) return Number.POSITIVE_INFINITY;
  }
  for (let i = 0; i < want.length; i++) largest = Math.max(largest, Math.abs(want[i]!));
  return largest === 0 ? difference : difference / largest;
}
