import { logMean } from '../../evidence/log-sum.js';
import { groupBy } from '../../group-by.js';
import type { IsoDate } from '../../time/dates.js';

/** What an incumbent and a challenger said of the same scenario before its label was known. */
export interface Pair {
  /** P(label is 1). */
  incumbent: number;
  challenger: number;
  label: 0 | 1;
  /** The New York day on which the label was known. */
  day: IsoDate;
}

/** How much is staked on each scenario; the mean over them is an e-process too. */
export const STAKES = [0.1, 0.25, 0.5, 0.95] as const;
const LEAST_CHANCE = 0.02;

const clipped = (p: number) => Math.min(Math.max(p, LEAST_CHANCE), 1 - LEAST_CHANCE);

/** By how much the challenger's Brier score is the better one, of chances that are never surer than 2 and 98 %. */
export function brierGain({ incumbent, challenger, label }: Omit<Pair, 'day'>): number {
  return (clipped(incumbent) - label) ** 2 - (clipped(challenger) - label) ** 2;
}

/**
 * Natural logarithms of the e-values that the challenger is better, and that it is worse: bets on the difference of
 * Brier scores, whose product may be looked at after each scenario. Of a challenger that is no better the first ever
 * reaches ln(1 ÷ α) with a chance of α at the most (Ville).
 */
export interface Evidence {
  evidence: number;
  evidence_against: number;
}

export function challengerEvidence(pairs: readonly Omit<Pair, 'day'>[]): Evidence {
  return evidenceOfGains(pairs.map(brierGain));
}

/** The same of the gains. */
export function evidenceOfGains(gains: readonly number[]): Evidence {
  return { evidence: logWon(gains), evidence_against: logWon(gains.map((gain) => -gain)) };
}

/**
 * The same with one bet a day, on the day's whole gain: exact whatever the scenarios of a day have in common. Pairs
 * stand in the order of their days.
 */
export function evidenceByDay(pairs: readonly Pair[]): Evidence {
  const days = [...groupBy(pairs, ({ day }) => day).values()];
  const shares = (sign: 1 | -1) =>
    days.map((own) => {
      const gain = sum(own.map((pair) => sign * brierGain(pair)));
      const most = sum(own.map((pair) => -Math.min(...gainsOf(pair).map((one) => sign * one))));
      return most > 0 ? gain / most : 0;
    });
  return { evidence: logWon(shares(1)), evidence_against: logWon(shares(-1)) };
}

/** What the gain can be, for either label. */
function gainsOf(pair: Pair): number[] {
  return ([0, 1] as const).map((label) => brierGain({ ...pair, label }));
}

function logWon(gains: readonly number[]): number {
  return logMean(STAKES.map((stake) => logGrowth(gains, stake)));
}

/** What a bet of so much on each gain grows to, as a logarithm. */
function logGrowth(gains: readonly number[], stake: number): number {
  let total = 0;
  for (const gain of gains) total += Math.log1p(stake * gain);
  return total;
}

const LEAST_A_DAY = 20;
const MOST_ALIKE = 0.1;

/**
 * Whether scenarios of a day have so much in common that the evidence by day decides: twenty or more in the median day,
 * and a correlation within days (of a one-way analysis of variance) above .1.
 */
export function decidesByDay(pairs: readonly Pair[]): boolean {
  const days = [...groupBy(pairs, ({ day }) => day).values()].map((own) => own.map(brierGain));
  const sizes = days.map(({ length }) => length).sort((a, b) => a - b);
  const median = sizes[Math.floor((sizes.length - 1) / 2)] ?? 0;
  return median >= LEAST_A_DAY && correlationWithin(days) > MOST_ALIKE;
}

/** Fisher's intraclass correlation of groups of unequal size; 0 where nothing varies. */
export function correlationWithin(groups: readonly (readonly number[])[]): number {
  const sizes = groups.map(({ length }) => length);
  const all = sum(sizes);
  if (groups.length < 2 || all <= groups.length) return 0;
  const mean = sum(groups.map(sum)) / all;
  const means = groups.map((group) => sum(group) / group.length);
  const between = sum(means.map((own, i) => (sizes[i] as number) * (own - mean) ** 2)) / (groups.length - 1);
  const within =
    sum(groups.map((group, i) => sum(group.map((value) => (value - (means[i] as number)) ** 2)))) /
    (all - groups.length);
  const size = (all - sum(sizes.map((n) => n * n)) / all) / (groups.length - 1);
  const total = between + (size - 1) * within;
  return total > 0 ? (between - within) / total : 0;
}

/** The error that the k-th start may make, of α over all starts there will ever be: 6α ÷ (π²k²). */
export function alphaOfStart(alpha: number, start: number): number {
  return (6 * alpha) / (Math.PI * start) ** 2;
}

/** So many scenarios nobody ever makes. */
const NEVER = 1e9;

/** How many scenarios it takes in all to be sure, as it has gone so far, rather too many than too few; or null. */
export function neededInAll(gains: readonly number[], alpha: number): number | null {
  if (gains.length === 0) return null;
  const rates = STAKES.map((stake) => logGrowth(gains, stake) / gains.length);
  const best = Math.max(...rates);
  const all = (Math.log(STAKES.length) - Math.log(alpha)) / best;
  return best > 0 && all < NEVER ? all : null;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
