/** log of the mean over members of softmax(z), row-major `[rows, numClasses]`; the logits themselves of one. */
export function meanLogits(members: readonly Float64Array[], numClasses: number): Float64Array {
  const [first] = members as [Float64Array];
  if (members.length === 1) return first;
  const mean = new Float64Array(first.length);
  for (const all of members) {
    for (let row = 0; row < mean.length; row += numClasses) {
      const logits = all.subarray(row, row + numClasses);
      const highest = Math.max(...logits);
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
      logits.forEach((logit, label) => (mean[row + label]! += Math.exp(logit - highest) / total / members.length));
    }
  }
  return mean.map(Math.log);
}
