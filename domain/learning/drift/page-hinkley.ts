/** A rise of the mean that is let pass. */
const SLACK = 0.005;
const LIMIT = 50;

/**
 * The test of Page and Hinkley for a mean that rises, limit 50: how far the sum of deviations from the mean so far is
 * above its lowest. After an alarm it begins anew.
 */
export function pageHinkley(values: readonly number[]): {
  statistic: number;
  limit: number;
  alarms: number[];
} {
  const alarms: number[] = [];
  let [count, mean, sum, lowest] = [0, 0, 0, 0];
  values.forEach((value, i) => {
    count++;
    mean += (value - mean) / count;
    sum += value - mean - SLACK;
    lowest = Math.min(lowest, sum);
    if (sum - lowest <= LIMIT) return;
    alarms.push(i);
    [count, mean, sum, lowest] = [0, 0, 0, 0];
  });
  return { statistic: sum - lowest, limit: LIMIT, alarms };
}
