import fc from 'fast-check';
import { storedExecution } from './stored-execution.js';

/** A time within four days, of some only the day. */
export function anyMoment() {
  return fc.constantFrom(
    '2024-01-02',
    '2024-01-03',
    '2024-01-03T15:00:00Z',
    '2024-01-03T15:00:00.25Z',
    '2024-01-04',
    '2024-01-05T20:00:00Z',
  );
}

/** A trade of AAPL shares. */
export function anyShareTrade() {
  return fc
    .record({
      executed_at: anyMoment(),
      action: fc.constantFrom('buy', 'sell'),
      quantity: fc.integer({ min: 1, max: 9 }),
      price: fc.integer({ min: 1, max: 5000 }).map((cents) => cents / 100),
      fees: fc.constantFrom(undefined, 0.01, 0.65),
      amount: fc.constantFrom(undefined, 12.34, -7.01),
      sequence: fc.constantFrom(undefined, 1, 2),
      currency: fc.constantFrom('USD', 'USD', 'CAD'),
    })
    .map(storedExecution);
}
