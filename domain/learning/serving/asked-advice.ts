import { toNumber, type Decimal } from '../../number/decimal.js';
import type { Recommendation } from '../../records/records.js';
import type { AskedDecision } from '../features/feature-values.js';

/** A piece of advice that a model is asked about, by its id. */
export interface AskedAdvice extends AskedDecision {
  recommendation_id: string;
  context: Record<string, unknown>;
}

/** What of a record a model sees. A context that is no object is none. */
export function askedAdvice(record: Recommendation): AskedAdvice {
  const { recommendation_id, sent_at, account, underlying, action, right, expiration, context } = record;
  const number = (value: Decimal | null) => (value === null ? null : toNumber(value));
  const parsed: unknown = context === null ? {} : JSON.parse(context);
  return {
    ...{ recommendation_id, sent_at, account, underlying, action, right, expiration },
    strike: number(record.strike),
    quantity: number(record.quantity),
    premium: number(record.premium),
    bid: number(record.bid),
    ask: number(record.ask),
    underlying_price: number(record.underlying_price),
    context: typeof parsed === 'object' && parsed !== null ? { ...parsed } : {},
  };
}
