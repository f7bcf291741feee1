import type { StoredAdvice } from '../domain/advice/advice-log.js';
import { hashId } from '../domain/hash.js';
import type { MatchedExecution } from '../domain/matching/fill-groups.js';
import { nextSession, tradingDateOf } from '../domain/time/calendar.js';
import { instantAt, wallClock } from '../domain/time/zone.js';
import type { PlayedSession } from './planted/season.js';
import { seededRandom } from '../domain/number/random.js';

/** How a season is recorded, as brokers and people do it. */
export interface Recording {
  /** The share of advice that is in no log. */
  unlogged: number;
  /** The share of answers that are traded a session later. */
  late: number;
  /** Trades have a date, and neither a time nor an order. */
  byDay: boolean;
}

/** A season as it is recorded, with the truth of which advice each execution answers. */
export interface Observed {
  recommendations: StoredAdvice[];
  executions: MatchedExecution[];
  /** The id of the advice by that of the execution; also of advice that is in no log. */
  answers: Map<string, StoredAdvice>;
}

/** What a matcher sees of a season that was played, without delivered shares; the same seed draws the same. */
export function observed(
  sessions: readonly PlayedSession[],
  { unlogged, late, byDay }: Recording,
  seed: number,
): Observed {
  const random = seededRandom(seed);
  const answers = new Map<string, StoredAdvice>();
  const delayed = new Set<string>();
  const recommendations: StoredAdvice[] = [];
  for (const { advised } of sessions)
    for (const { recommendation, answered_by } of advised) {
      const { recommendation_id, sent_at } = recommendation;
      const stored = { ...recommendation, record_id: hashId(recommendation_id, sent_at) };
      const isLate = random() < late;
      for (const execution of answered_by) {
        answers.set(execution, stored);
        if (isLate) delayed.add(execution);
      }
      if (random() >= unlogged) recommendations.push(stored);
    }
  const executions = sessions.flatMap((session) =>
    session.executions.flatMap((execution): MatchedExecution[] => {
      const { execution_id, order_id, record_id } = execution;
      if (execution_id === null || (order_id === null && execution.right === null)) return [];
      const at = delayed.has(execution_id) ? aSessionLater(execution.executed_at) : execution.executed_at;
      const day = tradingDateOf(at);
      const seen = byDay ? { executed_at: day, order_id: null } : { executed_at: at, order_id };
      return [{ ...execution, ...seen, execution_id, record_id, trading_date: day }];
    }),
  );
  return { recommendations, executions, answers };
}

function aSessionLater(at: string): string {
  const { date, time } = wallClock(at);
  return instantAt(nextSession(date), time);
}
