import { hash } from 'node:crypto';
import { seededRandom } from '../../number/random.js';
import { surprise } from './surprise.js';

/** What of each surprise is let pass, in standard deviations: half of the shift that is to be found soonest. */
const SLACK = 0.25;

/** The sum of surprises beyond the slack since it was last 0 (Page, Biometrika 41, 1954). */
export function cusumAfter(sum: number, surprised: number): number {
  const next = sum + surprised - SLACK;
  return next > 0 ? next : 0;
}

export interface CusumReading {
  /** The sum at the end. */
  statistic: number;
  /** The places of the surprises that raised an alarm; after each the sum begins again at 0. */
  alarms: number[];
}

/** Goes through surprises in the order in which labels became known. */
export function cusum(surprises: readonly number[], limit: number): CusumReading {
  const alarms: number[] = [];
  let sum = 0;
  surprises.forEach((one, i) => {
    sum = cusumAfter(sum, one);
    if (sum <= limit) return;
    alarms.push(i);
    sum = 0;
  });
  return { statistic: sum, alarms };
}

const RUNS = 1_000;
/** A run is broken off after so many times the length asked for. */
const LONGEST = 2;

/**
 * The limit at which a model whose chances are right raises an alarm once in `arl` scenarios on average: of a thousand
 * runs, whose chances are drawn with replacement from those that it said of what it had not seen. It depends on how
 * sure these are, so no fixed number will do. The same model gives the same limit.
 */
export function cusumLimit(
  chances: readonly number[],
  { arl, modelId }: { arl: number; modelId: string },
): number {
  const key = `${modelId} ${arl} ${hash('sha256', Float64Array.from(chances), 'hex')}`;
  const known = limits.get(key);
  if (known !== undefined) return known;
  const limit = simulatedLimit(chances, { arl, modelId });
  if (limits.size >= MOST_REMEMBERED) limits.clear();
  limits.set(key, limit);
  return limit;
}

/** A champion is watched at each step by the limit that it had at the last one. */
const limits = new Map<string, number>();
const MOST_REMEMBERED = 100;

function simulatedLimit(
  chances: readonly number[],
  { arl, modelId }: { arl: number; modelId: string },
): number {
  const random = seededRandom(Number.parseInt(hash('sha256', modelId, 'hex').slice(0, 12), 16));
  const drawn: Drawn = {
    chances: Float64Array.from(chances),
    ofGain: Float64Array.from(chances, (p) => surprise(p, 1)),
    ofLoss: Float64Array.from(chances, (p) => surprise(p, 0)),
  };
  const longest = LONGEST * arl;
  const runs = Array.from({ length: RUNS }, () => heightsOf(random, drawn, longest));
  let [low, high] = [0, Math.max(...runs.map(({ sums }) => sums.at(-1) ?? 0))];
  // Run lengths grow with the limit; halved so often, no two heights lie between.
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (meanLength(runs, middle, longest) < arl) low = middle;
    else high = middle;
  }
  return high;
}

/** Chances to draw from, with their surprises. */
interface Drawn {
  chances: Float64Array;
  ofGain: Float64Array;
  ofLoss: Float64Array;
}

/** The sums of a run that are higher than all before them, and when they came: all that any limit asks for. */
interface Heights {
  sums: number[];
  at: number[];
}

function heightsOf(random: () => number, { chances, ofGain, ofLoss }: Drawn, longest: number): Heights {
  const found: Heights = { sums: [], at: [] };
  let [sum, highest] = [0, 0];
  for (let i = 1; i <= longest; i++) {
    // One number draws both: its whole part which chance, the rest what comes of it.
    const number = random() * chances.length;
    const which = number | 0;
    const isGain = number - which < (chances[which] as number);
    sum = cusumAfter(sum, (isGain ? ofGain : ofLoss)[which] as number);
    if (sum <= highest) continue;
    highest = sum;
    found.sums.push(sum);
    found.at.push(i);
  }
  return found;
}

/** Run lengths are as good as exponential: the time of all runs, those broken off included, by the alarms in it. */
function meanLength(runs: readonly Heights[], limit: number, longest: number): number {
  let [time, alarms] = [0, 0];
  for (const { sums, at } of runs) {
    let [low, high] = [0, sums.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) > limit) high = middle;
      else low = middle + 1;
    }
    time += at[low] ?? longest;
    if (low < sums.length) alarms++;
  }
  return alarms === 0 ? Infinity : time / alarms;
}
