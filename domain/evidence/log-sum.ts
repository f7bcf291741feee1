/** Terms this far below the greatest change no digit of a sum. */
const NEGLIGIBLE = 40;

/** ln Σ exp(log) of numbers given by their logarithms, whatever their size. */
export function logSum(logs: ArrayLike<number>): number {
  let greatest = -Infinity;
  for (let i = 0; i < logs.length; i++) greatest = Math.max(greatest, logs[i] as number);
  if (greatest === -Infinity || greatest === Infinity) return greatest;
  let sum = 0;
  for (let i = 0; i < logs.length; i++) {
    const below = (logs[i] as number) - greatest;
    if (below > -NEGLIGIBLE) sum += Math.exp(below);
  }
  return greatest + Math.log(sum);
}

/** The logarithm of the mean of numbers given by their logarithms. */
export function logMean(logs: ArrayLike<number>): number {
  return logSum(logs) - Math.log(logs.length);
}
