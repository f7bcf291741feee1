import type { Decimal } from '../domain/number/decimal.js';
import type { Instrument } from '../domain/records/instrument.js';
import type { Execution } from '../domain/records/records.js';

/** An execution without ids, price and amounts. */
export function blankExecution(
  account: string,
  executed_at: string,
  action: Execution['action'],
  { root, underlying, right, strike, expiration, multiplier }: Instrument,
  quantity: Decimal,
): Execution {
  return {
    execution_id: null,
    order_id: null,
    account,
    executed_at,
    action,
    ...{ underlying, root, right, strike, expiration, multiplier, quantity },
    price: null,
    fees: null,
    amount: null,
    currency: 'USD',
    sequence: null,
    direction: null,
    ratio: null,
    to_underlying: null,
    to_strike: null,
    to_multiplier: null,
    extra: null,
  };
}
