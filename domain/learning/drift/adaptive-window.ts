const DELTA = 0.002;
/** Fewer values on either side of a cut say nothing. */
const LEAST = 5;

export interface WindowReading {
  /** By how much the means on the two sides of the clearest cut differ at the end, … */
  statistic: number;
  /** … and by how much they would have to. */
  limit: number;
  /** The places of the values after which the window was cut. */
  alarms: number[];
}

/**
 * ADWIN (Bifet and Gavaldà, "Learning from time-changing data with adaptive windowing", 2007), δ = .002, on values from
 * 0 to 1: a window of what came last, from which the older part goes as soon as its mean is another. Each cut is tried,
 * of all values rather than of buckets: streams are short here.
 */
export function adaptiveWindow(values: readonly number[]): WindowReading {
  const alarms: number[] = [];
  let start = 0;
  let reading = { statistic: 0, limit: 1, cut: null as number | null };
  values.forEach((_, last) => {
    reading = clearestCut(values, start, last + 1);
    if (reading.cut === null) return;
    alarms.push(last);
    while (reading.cut !== null) {
      start = reading.cut;
      reading = clearestCut(values, start, last + 1);
    }
  });
  return { statistic: reading.statistic, limit: reading.limit, alarms };
}

function clearestCut(values: readonly number[], start: number, end: number) {
  const n = end - start;
  let [total, squares] = [0, 0];
  for (let i = start; i < end; i++) {
    total += values[i] as number;
    squares += (values[i] as number) ** 2;
  }
  const variance = Math.max(0, squares / n - (total / n) ** 2);
  const logs = Math.log((2 * Math.log(n)) / DELTA);
  const clearest = { statistic: 0, limit: 1, cut: null as number | null };
  let [before, ratio] = [0, 0];
  for (let i = start; i < end - LEAST; i++) {
    before += values[i] as number;
    const n0 = i + 1 - start;
    if (n0 < LEAST) continue;
    const inverse = 1 / n0 + 1 / (n - n0);
    const limit = Math.sqrt(2 * inverse * variance * logs) + (2 / 3) * inverse * logs;
    const statistic = Math.abs(before / n0 - (total - before) / (n - n0));
    if (statistic / limit <= ratio) continue;
    ratio = statistic / limit;
    clearest.statistic = statistic;
    clearest.limit = limit;
    clearest.cut = ratio > 1 ? i + 1 : null;
  }
  return clearest;
}
