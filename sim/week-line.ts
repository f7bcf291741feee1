import { isActive } from '../domain/preferences/comparisons.js';
import { summarizeWeek } from '../domain/week/week.js';
import type { IsoWeek } from '../domain/time/iso-week.js';
import type { Decided } from './learning/advice-record.js';
import type { KnownWeek } from './learning/learner.js';
import type { PlayedWeek } from './planted/weeks.js';

/** What a habit had to do with the advice of a week. */
export interface HabitCounts {
  index: number;
  /** Advice of which it changed the answer. */
  applied: number;
  /** Advice that was as it wants. */
  satisfied: number;
}

/** A line of `weeks.jsonl` without its seed. */
export interface WeekLine {
  n: number;
  week: IsoWeek;
  /** The last that was in force in it. */
  version: string;
  recommendations: number;
  consent: number;
  modify: number;
  reject: number;
  active: number;
  active_modified: number;
  active_refused: number;
  price_only: number;
  divergence_rate: number | null;
  divergence_chosen: number | null;
  /** Share of the active decisions that diverge because of a planted habit, by what the simulator knows. */
  from_habits: number | null;
  habits: HabitCounts[];
}

export function weekLine(
  { week, records, decided }: KnownWeek,
  { n, version, satisfied }: Pick<PlayedWeek, 'n' | 'version' | 'satisfied'>,
): WeekLine {
  const active = decided.filter(({ decision }) => isActive(decision));
  const counts = {
    active: active.length,
    active_modified: active.filter(({ decision }) => decision.modified).length,
    active_refused: active.filter(({ decision }) => decision.refused).length,
    price_only: active.filter(({ decision }) => decision.priceOnly).length,
  };
  const summary = summarizeWeek({
    week,
    matches: records.map(({ match, episode_id }) => ({
      ...match,
      episode_id,
      answered: match.answered_at !== null,
    })),
    ...{ executions: 0, closings: [], counterfactuals: [], decided: counts, patterns: [], candidates: [] },
  });
  const applied = records.flatMap((record) => record.applied);
  return {
    ...{ n, week, version },
    recommendations: summary.recommendations,
    consent: summary.consent,
    modify: summary.modify,
    reject: summary.reject,
    ...counts,
    divergence_rate: summary.divergence_rate,
    divergence_chosen: summary.divergence_chosen,
    from_habits: active.length === 0 ? null : active.filter(isFromHabit).length / active.length,
    habits: satisfied.map((times, index) => ({
      index,
      applied: applied.filter((one) => one === index).length,
      satisfied: times,
    })),
  };
}

function isFromHabit({ decision: { modified, refused }, advice }: Decided): boolean {
  return (modified || refused) && advice.some(({ applied }) => applied.length > 0);
}
