import { checkRecord } from '../domain/records/check-record.js';
import type { StoredExecution } from '../domain/records/execution-order.js';

let count = 0;

/**
 * A checked execution as a test writes it; what is not said: account `main`, AAPL, 2024-01-02, and a record_id of its
 * own.
 */
export function storedExecution(fields: Readonly<Record<string, unknown>>): StoredExecution {
  const { record_id = `r${String(++count).padStart(6, '0')}`, ...raw } = fields;
  const checked = checkRecord('executions', {
    account: 'main',
    underlying: 'AAPL',
    executed_at: '2024-01-02',
    ...raw,
  });
  if (!checked.ok) throw new Error(checked.reason);
  return { ...checked.record, record_id: record_id as string };
}

/** A trade of shares: `shares('2024-01-02', 'buy', 100, 10.5)`. */
export function shares(
  executed_at: string,
  action: 'buy' | 'sell' | 'sell_to_open',
  quantity: number,
  price: number,
) {
  return storedExecution({ executed_at, action, quantity, price });
}

/** What happens to the AAPL call of strike 100 that expires on 2024-01-19. */
export function call(executed_at: string, action: string, quantity: number, price?: number) {
  return storedExecution({
    executed_at,
    action,
    quantity,
    price,
    right: 'call',
    strike: 100,
    expiration: '2024-01-19',
  });
}
