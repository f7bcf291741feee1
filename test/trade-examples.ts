import { adviceTradingDate, tradingDateOf } from '../domain/time/calendar.js';
import { decimal } from '../domain/number/decimal.js';
import { hashId } from '../domain/hash.js';
import type { MatchedExecution } from '../domain/matching/fill-groups.js';
import { checkRecord } from '../domain/records/check-record.js';
import type { Execution, Recommendation } from '../domain/records/records.js';

/** What the store adds to an execution that is matched. */
type Effects = Pick<MatchedExecution, 'closes' | 'is_delivery'>;

/**
 * Advice of Monday 2025-01-06, 09:00 New York, to sell two calls of 15 expiring on the 17th at 0.40, with other fields
 * as given.
 */
export function advice(fields: object = {}): Recommendation & { record_id: string; trading_date: string } {
  const checked = checkRecord('recommendations', {
    recommendation_id: 'r1',
    sent_at: '2025-01-06T14:00:00Z',
    account: 'main',
    action: 'sell_to_open',
    underlying: 'SOFI',
    right: 'call',
    strike: 15,
    expiration: '2025-01-17',
    quantity: 2,
    premium: 0.4,
    ...fields,
  });
  if (!checked.ok) throw new Error(checked.reason);
  const { recommendation_id, sent_at } = checked.record;
  const record_id = hashId(recommendation_id, sent_at);
  return { ...checked.record, record_id, trading_date: adviceTradingDate(sent_at) };
}

/** The trade that follows {@link advice} to the letter an hour later, with other fields as given. */
export function execution(
  fields: object = {},
): Execution & { record_id: string; execution_id: string; trading_date: string } & Effects {
  const checked = checkRecord('executions', {
    execution_id: 'e1',
    account: 'main',
    executed_at: '2025-01-06T15:00:00Z',
    action: 'sell_to_open',
    underlying: 'SOFI',
    right: 'call',
    strike: 15,
    expiration: '2025-01-17',
    quantity: 2,
    price: 0.4,
    ...fields,
  });
  if (!checked.ok) throw new Error(checked.reason);
  const execution_id = checked.record.execution_id ?? 'e1';
  return {
    ...checked.record,
    execution_id,
    record_id: hashId(checked.record.account, execution_id),
    trading_date: tradingDateOf(checked.record.executed_at),
  };
}

/** A number as the records have it; null stays null. */
export function exact(value: number | null): bigint | null {
  return value === null ? null : decimal(value);
}
