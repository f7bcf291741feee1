import type { StoredAdvice } from '../../domain/advice/advice-log.js';
import { matchUnderlying } from '../../domain/matching/match.js';
import type { MatchedExecution } from '../../domain/matching/fill-groups.js';
import type { Match } from '../../domain/matching/match-row.js';
import type { StoredExecution } from '../../domain/records/execution-order.js';
import type { Recommendation } from '../../domain/records/records.js';
import { tradingDateOf } from '../../domain/time/calendar.js';
import { addDays, type IsoDate } from '../../domain/time/dates.js';
import type { AdviceRecord } from './advice-record.js';

/** Matches the advice and trades of the last weeks; what lies before them is settled. */
export interface MovingMatch {
  advise(record: AdviceRecord): void;
  execute(execution: StoredExecution): void;
  /** Matches by what is known at the end of a day, and gives the rows of advice since another. */
  match(days: { since: IsoDate; known: IsoDate }): { record: AdviceRecord; match: Match }[];
}

/**
 * Advice and trades of so many days before those whose rows are wanted are matched with them: what repeats or competes
 * from day to day is settled by then.
 */
const LEAD_DAYS = 14;

interface Scope {
  records: AdviceRecord[];
  executions: MatchedExecution[];
}

export function movingMatch(): MovingMatch {
  const scopes = new Map<string, Scope>();
  const scopeOf = (underlying: string): Scope => {
    const scope = scopes.get(underlying) ?? { records: [], executions: [] };
    scopes.set(underlying, scope);
    return scope;
  };
  return {
    advise: (record) => scopeOf(record.recommendation.underlying).records.push(record),

    execute(execution) {
      // Advice on calls is answered by trades of options alone.
      if (execution.right === null) return;
      scopeOf(execution.underlying).executions.push(matchedExecution(execution));
    },

    match({ since, known }) {
      const from = addDays(since, -LEAD_DAYS);
      return [...scopes].flatMap(([underlying, scope]) => {
        scope.records = scope.records.filter(({ day }) => day >= from);
        scope.executions = scope.executions.filter(({ trading_date }) => trading_date >= from);
        return matchedIn(underlying, scope, { since, known });
      });
    },
  };
}

function matchedIn(
  underlying: string,
  { records, executions }: Scope,
  { since, known }: { since: IsoDate; known: IsoDate },
): { record: AdviceRecord; match: Match }[] {
  const byId = new Map(records.map((record) => [record.recommendation.recommendation_id, record]));
  const recommendations = records.map(storedAdvice);
  const units = matchUnderlying({ underlying, recommendations, executions, knownThrough: () => known });
  return units
    .flatMap(({ matches }) => matches)
    .flatMap((match) => {
      const record = byId.get(match.recommendation_id ?? '');
      return record !== undefined && record.day >= since ? [{ record, match }] : [];
    });
}

/** As the store has them: each piece of advice has one revision, and calls are all sold. */
export function storedAdvice({ recommendation }: AdviceRecord): StoredAdvice & Recommendation {
  return {
    ...recommendation,
    record_id: recommendation.recommendation_id,
    held_side: recommendation.action === 'roll' ? 'short' : null,
  };
}

export function matchedExecution(execution: StoredExecution): MatchedExecution {
  return {
    ...execution,
    execution_id: execution.execution_id ?? execution.record_id,
    trading_date: tradingDateOf(execution.executed_at),
  };
}
