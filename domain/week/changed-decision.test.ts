import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import { changedLine, type ChangedDecision } from './changed-decision.js';

const ADVISED = {
  right: 'call',
  strike: decimal(20),
  expiration: '2022-03-18',
  price: decimal('0.55'),
  quantity: decimal(1),
} as const;
const SHARES = { right: null, strike: null, expiration: null, price: decimal(150), quantity: decimal(100) };
const DECISION: ChangedDecision = {
  underlying: 'NIO',
  action: 'sell_to_open',
  trading_date: '2022-03-07',
  closeOnly: false,
  advised: ADVISED,
  traded: ADVISED,
};

describe('changedLine(decision)', () => {
  test.each<[Partial<ChangedDecision>, string]>([
    [
      { traded: { ...ADVISED, expiration: '2022-03-11', price: decimal('0.25') } },
      'NIO 20C 18 Mar → 11 Mar, 0.55 → 0.25 (-55 %)',
    ],
    [{ traded: { ...ADVISED, strike: decimal(22) } }, 'NIO 20C 18 Mar → 22C 18 Mar'],
    [
      { traded: { ...ADVISED, strike: decimal(22), expiration: '2023-01-20' } },
      'NIO 20C 18 Mar → 22C 20 Jan 2023',
    ],
    [{ traded: { ...ADVISED, quantity: decimal(3) } }, 'NIO 20C 18 Mar, 1 → 3 contracts'],
    [{ advised: { ...ADVISED, quantity: decimal(3) } }, 'NIO 20C 18 Mar, 3 → 1 contract'],
    [
      { action: 'roll', traded: { ...ADVISED, price: decimal('0.66') } },
      'NIO roll to 20C 18 Mar, 0.55 → 0.66 (+20 %)',
    ],
    [
      {
        action: 'roll',
        advised: { ...ADVISED, price: decimal('-0.2') },
        traded: { ...ADVISED, price: decimal('-0.1') },
      },
      'NIO roll to 20C 18 Mar, -0.20 → -0.10 (+50 %)',
    ],
    [{ action: 'roll', advised: { ...ADVISED, price: 0n } }, 'NIO roll to 20C 18 Mar, 0.00 → 0.55'],
    [
      {
        action: 'roll',
        closeOnly: true,
        traded: { ...ADVISED, strike: decimal(22), expiration: '2022-03-11' },
      },
      'NIO 22C 11 Mar closed, not rolled to 20C 18 Mar',
    ],
    [
      { action: 'buy_to_close', traded: { ...ADVISED, price: decimal('0.5') } },
      'NIO buy back 20C 18 Mar, 0.55 → 0.50 (-9 %)',
    ],
    [
      { action: 'buy_to_open', traded: { ...ADVISED, quantity: decimal(2) } },
      'NIO buy 20C 18 Mar, 1 → 2 contracts',
    ],
    [
      { action: 'sell_to_close', traded: { ...ADVISED, price: decimal('0.5') } },
      'NIO sell off 20C 18 Mar, 0.55 → 0.50 (-9 %)',
    ],
    [
      { action: 'buy_to_open', advised: SHARES, traded: { ...SHARES, price: decimal(147) } },
      'NIO buy, 150.00 → 147.00 (-2 %)',
    ],
    ...(['price', 'quantity'] as const).flatMap((field): [Partial<ChangedDecision>, string][] => [
      [
        { advised: { ...ADVISED, [field]: null }, traded: { ...ADVISED, [field]: decimal(3) } },
        'NIO 20C 18 Mar',
      ],
      [{ traded: { ...ADVISED, [field]: null } }, 'NIO 20C 18 Mar'],
    ]),
    [
      { action: 'sell', advised: SHARES, traded: { ...SHARES, quantity: decimal(50), price: null } },
      'NIO 100 → 50 shares',
    ],
  ])('%#', (fields, line) => {
    expect(changedLine({ ...DECISION, ...fields })).toBe(line);
  });
});
