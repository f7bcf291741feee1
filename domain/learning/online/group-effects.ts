import { sigmoid } from '../baselines/ridge-logistic.js';
import { shrunkToZero } from '../scoring/shrunk-means.js';
import type { IsoDate } from '../../time/dates.js';

/** What groups advice: the stock, the hour in New York (`09` to `16`), the account. */
export const GROUPED_BY = ['underlying', 'session_hour', 'account'] as const;
export type GroupedBy = (typeof GROUPED_BY)[number];

/** The group of a scenario by each; null where it belongs to none, as one without a time has no hour. */
export type Groups = Readonly<Record<GroupedBy, string | null>>;

/** What was said of a scenario before its label was known, as a logit, and the label. */
export interface SaidLabel extends Groups {
  logit: number;
  label: 0 | 1;
  /** The New York day on which the label was known. */
  day: IsoDate;
}

/** What a group adds to the logit of a chance. */
export interface GroupEffect {
  group: string;
  scored: number;
  /** One Newton step from what was said: Σ(label − p) ÷ Σp(1 − p). */
  raw: number;
  /** The same drawn to 0 by how unsure it is, and no more than 10 in size. */
  shrunk: number;
}

/** The shrunk effects by group, of each way to group. */
export type Adjustments = Readonly<Record<GroupedBy, ReadonlyMap<string, number>>>;

export const NO_ADJUSTMENTS: Adjustments = {
  underlying: new Map(),
  session_hour: new Map(),
  account: new Map(),
};

/** Chances that leave less than this to be known, as one of .999 does, say nothing of their group. */
const LEAST_INFORMATION = 1e-3;
/** A step from chances near 0 or 1 that were wrong goes too far: odds of 20,000 to 1 are as sure as anything. */
const LARGEST_EFFECT = 10;

/**
 * The effects of the groups of one way to group, in the order in which they are first met. The squared error of an
 * effect is the larger of that by its days and that of the model, since one day, or a group that only gains, would seem
 * sure. Rows stand in the order of their days. A group of which all was all but certain has none.
 */
export function groupEffects(
  rows: readonly SaidLabel[],
  by: GroupedBy,
  logits: ArrayLike<number>,
): GroupEffect[] {
  interface Sums {
    scored: number;
    residual: number;
    information: number;
    day: IsoDate;
    ofDay: number;
    squares: number;
  }
  const groups = new Map<string, Sums>();
  rows.forEach((row, i) => {
    const group = row[by];
    if (group === null) return;
    const p = sigmoid(logits[i] as number);
    let sums = groups.get(group);
    if (sums === undefined) {
      sums = { scored: 0, residual: 0, information: 0, day: row.day, ofDay: 0, squares: 0 };
      groups.set(group, sums);
    }
    if (sums.day !== row.day) {
      sums.squares += sums.ofDay ** 2;
      sums.ofDay = 0;
      sums.day = row.day;
    }
    sums.scored++;
    sums.ofDay += row.label - p;
    sums.residual += row.label - p;
    sums.information += p * (1 - p);
  });
  const telling = [...groups].filter(([, { information }]) => information >= LEAST_INFORMATION);
  const estimates = telling.map(([, { residual, information, squares, ofDay }]) => ({
    mean: residual / information,
    squaredError: Math.max((squares + ofDay ** 2) / information ** 2, 1 / information),
  }));
  const shrunk = shrunkToZero(estimates).map((effect) =>
    Math.min(Math.max(effect, -LARGEST_EFFECT), LARGEST_EFFECT),
  );
  const effects = new Map(
    telling.map(([group], i) => [group, { raw: estimates[i]?.mean as number, shrunk: shrunk[i] as number }]),
  );
  return [...groups].map(([group, { scored }]) => ({
    ...{ group, scored },
    ...(effects.get(group) ?? { raw: 0, shrunk: 0 }),
  }));
}

/** The effects of stocks, hours and accounts, in turn: each on what those before left. */
export function adjustmentsOf(rows: readonly SaidLabel[]): {
  adjustments: Adjustments;
  /** What was said, adjusted: a logit for each row. */
  logits: Float64Array;
} {
  const logits = Float64Array.from(rows, ({ logit }) => logit);
  const adjustments: Record<GroupedBy, ReadonlyMap<string, number>> = { ...NO_ADJUSTMENTS };
  for (const by of GROUPED_BY) {
    const effects = new Map(groupEffects(rows, by, logits).map(({ group, shrunk }) => [group, shrunk]));
    adjustments[by] = effects;
    rows.forEach((row, i) => {
      const group = row[by];
      if (group !== null) logits[i] = (logits[i] as number) + (effects.get(group) ?? 0);
    });
  }
  return { adjustments, logits };
}

/** What the groups of a scenario add to its logit in all; a group that was never seen adds nothing. */
export function adjustment(adjustments: Adjustments, groups: Groups): number {
  let sum = 0;
  for (const by of GROUPED_BY) {
    const group = groups[by];
    if (group !== null) sum += adjustments[by].get(group) ?? 0;
  }
  return sum;
}
