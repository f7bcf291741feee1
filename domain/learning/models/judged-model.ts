import type { ModelKind } from '../artifact/manifest.js';
import type { Speaker } from '../predictions/said-before.js';
import {
  brierGain,
  decidesByDay,
  evidenceByDay,
  evidenceOfGains,
  type Pair,
} from '../gate/challenger-evidence.js';
import type { GatePolicy } from '../gate/gate-policy.js';
import type { Judged } from '../gate/gate.js';
import { drawdowns, meanDifference } from '../gate/paired-results.js';
import type { IsoDate } from '../../time/dates.js';
import { calibrationZ } from '../scoring/calibration.js';
import type { Scored } from '../scoring/scored.js';
import { accuracyOf } from '../scoring/scores.js';

/**
 * A labelled scenario with P(following pays) as the challenger, its incumbent and the baselines said it before the
 * label was known; null of who said nothing.
 */
export interface SaidScenario extends Readonly<Record<Speaker, number | null>> {
  scenario_id: string;
  label: 0 | 1;
  /** The New York day on which the label was known. */
  day: IsoDate;
  /** What following comes to after costs, and nothing where a guardrail speaks against it; and in dollars. */
  reward: number;
  usd: number;
}

/** What is known of a challenger beside its predictions. */
export interface Circumstances {
  /** A model is not compared with the baseline of its own kind. */
  kind: ModelKind;
  policy: GatePolicy;
  /** What of its files does not work; null where all does. */
  fault: string | null;
  /** Features that were held back. */
  leaks: readonly string[];
  /** Determined preferences that it learned; null of what learns none. */
  preferences: number | null;
  /** Which start of an evidence this is in the store. */
  start: number;
  /** The day that is not over: no bet is made on it as a whole. Null where all are. */
  unfinished: IsoDate | null;
}

export type Compared = Pair & { row: SaidScenario };

/** The scenarios that both said something about, in the order in which their labels were known. */
export function comparedRows(rows: readonly SaidScenario[]): Compared[] {
  const compared: Compared[] = [];
  for (const row of rows) {
    const { challenger, incumbent, label, day } = row;
    if (challenger !== null && incumbent !== null) compared.push({ challenger, incumbent, label, day, row });
  }
  return compared;
}

/** What the challenger said. */
export function scoredRows(rows: readonly SaidScenario[]): Scored[] {
  const scored: Scored[] = [];
  for (const { scenario_id, challenger, label } of rows)
    if (challenger !== null) scored.push({ scenario_id, p: challenger, label });
  return scored;
}

/** By how much the challenger's Brier score is the better one, of each scenario that both said something about. */
function gainsBeside(rows: readonly SaidScenario[], other: (row: SaidScenario) => number | null): number[] {
  const gains: number[] = [];
  for (const row of rows) {
    const incumbent = other(row);
    if (row.challenger !== null && incumbent !== null)
      gains.push(brierGain({ challenger: row.challenger, incumbent, label: row.label }));
  }
  return gains;
}

/** What following comes to where the challenger would, beside what it comes to where the incumbent would. */
export function pairedResults(pairs: readonly Compared[], of: (row: SaidScenario) => number) {
  return pairs.map(({ day, row }) => ({
    incumbent: row.incumbent_follows === 1 ? of(row) : 0,
    challenger: row.challenger_follows === 1 ? of(row) : 0,
    followed: of(row),
    day,
  }));
}

/** What the challenger does beside what going by its own chance would come to: of a policy the two may differ. */
function besideChance(pairs: readonly Compared[]) {
  return pairs.map(({ challenger, day, row }) => ({
    day,
    incumbent: challenger > 0.5 ? row.reward : 0,
    challenger: row.challenger_follows === 1 ? row.reward : 0,
  }));
}

/** What the gate judges a model by; rows in the order in which their labels were known, and what it said of them. */
export function judgedModel(
  rows: readonly SaidScenario[],
  chances: readonly Scored[],
  { kind, policy, fault, leaks, preferences, start, unfinished }: Circumstances,
): Judged {
  const pairs = comparedRows(rows);
  const gains = pairs.map(brierGain);
  return {
    fault,
    leaks,
    samples: rows.length,
    preferences,
    gains,
    start,
    against_incumbent: evidenceOfGains(gains),
    by_day: decidesByDay(pairs) ? evidenceByDay(pairs.filter(({ day }) => day !== unfinished)) : null,
    against_base_rate: evidenceOfGains(gainsBeside(rows, ({ base_rate }) => base_rate)),
    calibration: calibrationZ(chances),
    reward: meanDifference(pairedResults(pairs, ({ reward }) => reward)),
    beside_chance: preferences === null ? null : meanDifference(besideChance(pairs)),
    drawdown: drawdowns(pairedResults(pairs, ({ usd }) => usd)),
    accuracy: accuracyOf(chances),
    baselines: policy.baselines
      .filter((name) => name !== kind)
      .map((name) => ({ name, gain: meanOf(gainsBeside(rows, (row) => row[name])) })),
  };
}

function meanOf(gains: readonly number[]): number {
  return gains.length === 0 ? 0 : gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}
