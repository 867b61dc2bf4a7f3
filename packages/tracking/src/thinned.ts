/**
 * Tells of each step of a curve, in order, whether it is kept when about `points` of them are: the first if it is 0, those at equal
 * distances, and the last. The distance is that of the first step from 0, or a multiple of it.
 *
 * @param updates - the last step.
 */
export function thinned(updates: number, points: number): (step: number) => boolean {
  let stride = 0;
  return (step) => {
    if (points === Infinity || step === 0) return true;
    if (stride === 0) stride = step * Math.max(1, Math.ceil(updates / step / points));
    return step % stride === 0 || step >= updates;
  };
}
