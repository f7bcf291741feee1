import type { ModelKind } from '../artifact/manifest.js';
import { followedReward, followedUsd } from '../backtest/followed.js';
import type { BaselineName } from '../baselines/walk-forward.js';
import {
  brierGain,
  challengerEvidence,
  decidesByDay,
  evidenceByDay,
  type Pair,
} from '../gate/challenger-evidence.js';
import type { GatePolicy } from '../gate/gate-policy.js';
import type { Judged } from '../gate/gate.js';
import { drawdowns, meanDifference } from '../gate/paired-results.js';
import { newYorkDay } from '../../time/calendar.js';
import type { IsoDate } from '../../time/dates.js';
import { calibrationZ } from '../scoring/calibration.js';
import type { Scored } from '../scoring/scored.js';
import { accuracyOf } from '../scoring/scores.js';
import type { LabelledRow } from '../training/training-row.js';

type Chances = ReadonlyMap<string, number>;

/** P(following pays) by scenario, said before the label was known. */
export interface Said {
  challenger: Chances;
  incumbent: Chances;
  baselines: Readonly<Record<BaselineName, Chances>>;
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
  /** Which start of an evidence this is in the store. */
  start: number;
  /** The day that is not over: no bet is made on it as a whole. Null where all are. */
  unfinished: IsoDate | null;
}

export type Compared = Pair & { row: LabelledRow };

/** The scenarios that both said something about, in the order in which their labels were known. */
export function comparedRows(rows: readonly LabelledRow[], { challenger, incumbent }: Said): Compared[] {
  return rows.flatMap((row): Compared[] => {
    const [own, other] = [challenger.get(row.scenario_id), incumbent.get(row.scenario_id)];
    if (own === undefined || other === undefined) return [];
    return [{ challenger: own, incumbent: other, label: row.label, day: newYorkDay(row.labelled_at), row }];
  });
}

export function scoredRows(rows: readonly LabelledRow[], chances: Chances): Scored[] {
  return rows.flatMap(({ scenario_id, label }) => {
    const p = chances.get(scenario_id);
    return p === undefined ? [] : [{ scenario_id, p, label }];
  });
}

/** What following where the chance is above one half comes to beside what the incumbent comes to so. */
export function pairedResults(pairs: readonly Compared[], of: (row: LabelledRow) => number) {
  return pairs.map(({ challenger, incumbent, day, row }) => ({
    incumbent: incumbent > 0.5 ? of(row) : 0,
    challenger: challenger > 0.5 ? of(row) : 0,
    followed: of(row),
    day,
  }));
}

/** What the gate judges a model by; rows in the order in which their labels were known. */
export function judgedModel(
  rows: readonly LabelledRow[],
  said: Said,
  { kind, policy, fault, leaks, start, unfinished }: Circumstances,
): Judged {
  const pairs = comparedRows(rows, said);
  const chances = scoredRows(rows, said.challenger);
  const isNumber = [...said.challenger.values()].every((p) => p >= 0 && p <= 1);
  return {
    fault: fault ?? (isNumber ? null : 'a chance is no number'),
    leaks,
    samples: rows.length,
    gains: pairs.map(brierGain),
    start,
    against_incumbent: challengerEvidence(pairs),
    by_day: decidesByDay(pairs) ? evidenceByDay(pairs.filter(({ day }) => day !== unfinished)) : null,
    against_base_rate: challengerEvidence(chancesBeside(rows, said.challenger, said.baselines.base_rate)),
    calibration: calibrationZ(chances),
    reward: meanDifference(pairedResults(pairs, followedReward)),
    drawdown: drawdowns(pairedResults(pairs, followedUsd)),
    accuracy: accuracyOf(chances),
    baselines: policy.baselines
      .filter((name) => name !== kind)
      .map((name) => ({
        name,
        gain: meanGain(chancesBeside(rows, said.challenger, said.baselines[name])),
      })),
  };
}

/** What both said of the same scenarios, where the days of their labels have no say. */
function chancesBeside(rows: readonly LabelledRow[], own: Chances, other: Chances): Omit<Pair, 'day'>[] {
  return rows.flatMap(({ scenario_id, label }) => {
    const [challenger, incumbent] = [own.get(scenario_id), other.get(scenario_id)];
    return challenger === undefined || incumbent === undefined ? [] : [{ challenger, incumbent, label }];
  });
}

function meanGain(pairs: readonly Omit<Pair, 'day'>[]): number {
  return pairs.length === 0 ? 0 : pairs.reduce((sum, pair) => sum + brierGain(pair), 0) / pairs.length;
}
