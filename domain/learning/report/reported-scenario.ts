import { compare } from '../../compare.js';
import { knownAt } from '../features/known-times.js';
import type { Decimal } from '../../number/decimal.js';
import type { IsoDate } from '../../time/dates.js';
import type { Scenario, ScenarioStatus } from '../scenarios/scenario.js';
import type { Scored } from '../scoring/scored.js';

/** A scenario with its features, as the store has it. */
export interface ReportedScenario {
  scenario_id: string;
  sent_at: string;
  trading_date: IsoDate;
  underlying: string;
  action: Scenario['action'];
  chosen: Scenario['chosen'];
  status: ScenarioStatus;
  labelled_at: string | null;
  /** When the human answered; null where nothing was traded. */
  answered_at: string | null;
  /** The last moment at which an answer still counted, in milliseconds since 1970. */
  window_ends: number;
  /** The day on which what was declined is marked; null where it is not judged. */
  marked_on: IsoDate | null;
  label: 0 | 1 | null;
  reward: number | null;
  /** In dollars. */
  reward_raw: Decimal | null;
  reward_source: Scenario['reward_source'];
  /** Hours until the first fill, and what was traded ÷ what was advised; null where it was not followed. */
  delay: number | null;
  size: number | null;
  values: Float64Array;
  missing: ReadonlySet<string>;
}

/** One whose label is known, and is a gain or a loss. */
export type KnownScenario = ReportedScenario & { label: 0 | 1; reward: number; labelled_at: string };

export function isKnown(scenario: ReportedScenario): scenario is KnownScenario {
  const { status, label, reward, labelled_at } = scenario;
  return status === 'labelled' && label !== null && reward !== null && labelled_at !== null;
}

/** In the order in which labels became known. */
export function byKnown(a: KnownScenario, b: KnownScenario): number {
  return knownAt(a.labelled_at) - knownAt(b.labelled_at) || compare(a.scenario_id, b.scenario_id);
}

/** What was said of those that anything was said of. */
export function scoredBy(labelled: readonly KnownScenario[], said: ReadonlyMap<string, number>): Scored[] {
  return labelled.flatMap(({ scenario_id, label }) => {
    const p = said.get(scenario_id);
    return p === undefined ? [] : [{ scenario_id, p, label }];
  });
}
