import { byChance, expectedError, expectedErrorOfPerfect } from './calibration.js';
import type { Scored } from './scored.js';

/** How good predictions were; null where nothing was scored, `auc` also where all labels are one. */
export interface Scores {
  scored: number;
  log_loss: number | null;
  brier: number | null;
  accuracy: number | null;
  auc: number | null;
  ece: number | null;
  /** What the error of a model that is right about every chance stays below in 95 of 100 samples. */
  ece_null_95: number | null;
}

/** A chance nearer to 0 or 1 counts as this far from it, or one surprise would make all of the log loss. */
const LEAST_CHANCE = 1e-6;

export function scoresOf(rows: readonly Scored[]): Scores {
  if (rows.length === 0)
    return {
      ...{ scored: 0, log_loss: null, brier: null, accuracy: null, auc: null },
      ...{ ece: null, ece_null_95: null },
    };
  const sorted = byChance(rows);
  return {
    scored: rows.length,
    log_loss: logLossOf(rows),
    brier: meanOf(rows, ({ p, label }) => (p - label) ** 2),
    accuracy: accuracyOf(rows),
    auc: aucOfSorted(sorted),
    ece: expectedError(sorted),
    ece_null_95: expectedErrorOfPerfect(sorted),
  };
}

/** The mean log loss; null where nothing was scored. */
export function logLossOf(rows: readonly Scored[]): number | null {
  if (rows.length === 0) return null;
  return meanOf(rows, ({ p, label }) => {
    const said = label === 1 ? p : 1 - p;
    return -Math.log(Math.min(Math.max(said, LEAST_CHANCE), 1 - LEAST_CHANCE));
  });
}

/**
 * How often a scenario with label 1 was given a higher chance than one with label 0, ties half (Mann and Whitney,
 * 1947); null where all labels are one.
 */
export function aucOf(rows: readonly Pick<Scored, 'p' | 'label'>[]): number | null {
  return aucOfSorted([...rows].sort((a, b) => a.p - b.p));
}

/** The same of rows in the order of their chances. */
function aucOfSorted(sorted: readonly Pick<Scored, 'p' | 'label'>[]): number | null {
  let [wins, rankSum] = [0, 0];
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    let tied = 0;
    for (; end < sorted.length && sorted[end]?.p === sorted[start]?.p; end++) tied += sorted[end]?.label ?? 0;
    wins += tied;
    rankSum += tied * ((start + 1 + end) / 2);
  }
  const losses = sorted.length - wins;
  return wins === 0 || losses === 0 ? null : (rankSum - (wins * (wins + 1)) / 2) / (wins * losses);
}

/** The share of right guesses: a gain where the chance is above one half. Null where nothing was scored. */
export function accuracyOf(rows: readonly Scored[]): number | null {
  return rows.length === 0 ? null : meanOf(rows, ({ p, label }) => (p > 0.5 ? label : 1 - label));
}

function meanOf(rows: readonly Scored[], of: (row: Scored) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
}
