import { compare } from '../../compare.js';
import { groupBy } from '../../group-by.js';
import { weekOf, type IsoWeek } from '../../time/iso-week.js';
import type { IsoDate } from '../../time/dates.js';
import { recalibration } from './platt.js';
import { logisticChance, ridgeLogistic, sigmoid } from './ridge-logistic.js';

/** A scenario as models are trained on it and asked about it. */
export interface LearnedRow {
  scenario_id: string;
  trading_date: IsoDate;
  /** When the advice came, in milliseconds since 1970. */
  asked: number;
  values: Float64Array;
  /** What is to be predicted; null where it is not known, or neither. */
  target: 0 | 1 | null;
  /** When that was known; null where it is not. */
  known: number | null;
}

/** What was said of a scenario before its outcome was known. */
export interface Prediction {
  scenario_id: string;
  /** P(target is 1). */
  p: number;
}

/** Gives P(target is 1) of a row, having seen these rows with their targets. */
export type Learner = (
  rows: readonly Float64Array[],
  targets: readonly (0 | 1)[],
) => (row: Float64Array) => number;

/** What is always there beside a model. They see what the model sees, and no more. */
export const BASELINES = {
  /** How often it was so before, with one of each added. */
  base_rate: (rows, targets) => {
    const p = baseRate({
      labels: rows.length,
      gains: targets.reduce<number>((sum, target) => sum + target, 0),
    });
    return () => p;
  },
  always_follow: () => () => 1,
  logistic: (rows, targets) => {
    const model = ridgeLogistic(rows, targets);
    return (row) => logisticChance(model, row);
  },
} as const satisfies Record<string, Learner>;

/** How often it was so, with one gain and one loss added. */
export function baseRate({ labels, gains }: { labels: number; gains: number }): number {
  return (gains + 1) / (labels + 2);
}

export type BaselineName = keyof typeof BASELINES;

/**
 * What a learner said of each scenario when it came: of each ISO week's by what was known before its first advice.
 * Weeks before which fewer than `least` targets were known get none, so that all learners are asked the same; nor do
 * those that were over before `since`.
 */
export function walkForward(
  rows: readonly LearnedRow[],
  learner: Learner,
  { least, since = -Infinity }: { least: number; since?: number },
): Prediction[] {
  return knownByWeek(rows).flatMap(({ asked, known }) => {
    if (known.length < least || asked.every((row) => row.asked < since)) return [];
    const chance = learner(
      known.map(({ values }) => values),
      known.map(({ target }) => target),
    );
    return asked.map(({ scenario_id, values }) => ({ scenario_id, p: chance(values) }));
  });
}

/** So many chances are recalibrated by: what models said long ago says little of today's. */
export const MEMORY = 200;

/** The same chances, each week's recalibrated by what came of the last ones before it. */
export function recalibrated(rows: readonly LearnedRow[], predictions: readonly Prediction[]): Prediction[] {
  const said = new Map(predictions.map(({ scenario_id, p }) => [scenario_id, finiteLogit(p)]));
  return knownByWeek(rows).flatMap(({ asked, known }) => {
    const scored = known
      .flatMap(({ scenario_id, target }) => {
        const z = said.get(scenario_id);
        return z === undefined ? [] : [{ z, target }];
      })
      .slice(-MEMORY);
    const { a, b } = recalibration(
      scored.map(({ z }) => z),
      scored.map(({ target }) => target),
    );
    return asked.flatMap(({ scenario_id }) => {
      const z = said.get(scenario_id);
      return z === undefined ? [] : [{ scenario_id, p: sigmoid(a * z + b) }];
    });
  });
}

/** A chance that is rounded to 0 or 1 has a logit still. */
const MOST = 36;

function finiteLogit(p: number): number {
  return Math.min(Math.max(Math.log(p / (1 - p)), -MOST), MOST);
}

type KnownRow = LearnedRow & { target: 0 | 1; known: number };

/** The rows of each week, and those whose targets were known before its first advice came, as they became known. */
export function knownByWeek(rows: readonly LearnedRow[]): { asked: LearnedRow[]; known: KnownRow[] }[] {
  const known = rows
    .filter((row): row is KnownRow => row.target !== null && row.known !== null)
    .sort((a, b) => a.known - b.known || compare(a.scenario_id, b.scenario_id));
  const weeks = [...groupBy(rows, ({ trading_date }) => weekOf(trading_date))].sort(byWeek);
  return weeks.map(([, asked]) => {
    const start = Math.min(...asked.map((row) => row.asked));
    return { asked, known: known.filter((row) => row.known < start) };
  });
}

function byWeek([a]: readonly [IsoWeek, unknown], [b]: readonly [IsoWeek, unknown]): number {
  return compare(a, b);
}
