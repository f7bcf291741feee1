import { describe, expect, test } from '@jest/globals';
import { decimal } from '../number/decimal.js';
import { aheadItems, weekAheadLines, type Ahead } from './week-ahead.js';
import type { OpenPosition } from './open-position.js';

const FRIDAY = '2025-01-24';
const option = (underlying: string, more: Partial<OpenPosition> = {}): OpenPosition => ({
  underlying,
  right: 'call',
  strike: decimal(20),
  expiration: '2025-02-21',
  quantity: decimal(-1),
  ...more,
});
const ahead = (more: Partial<Ahead>): Ahead => ({
  until: '2025-01-26',
  open: [],
  prices: new Map(),
  events: [],
  ...{ uncovered: [], held: [] },
  ...more,
});
const lines = (more: Partial<Ahead>) => weekAheadLines(ahead(more), '2025-01-19');

describe('weekAheadLines(ahead, day)', () => {
  test('is empty where there is nothing to look at', () => {
    expect(lines({ open: [option('NIO')] })).toEqual([]);
  });

  test('names what expires, the earliest first, with the price of what is tested', () => {
    const open = [
      option('NIO', { expiration: FRIDAY, quantity: decimal(-2) }),
      option('F', { expiration: '2025-01-22', right: 'put', quantity: decimal(1) }),
      option('SOFI', { expiration: '2025-01-27' }),
    ];
    expect(lines({ open, prices: new Map([['NIO', decimal('20.5')]]) })).toEqual([
      'NEXT WEEK',
      '  expiring     1 F 20P Wed 22 Jan; -2 NIO 20C Fri 24 Jan, price 20.50',
    ]);
  });

  test.each([
    ['call', '19.8', true],
    ['call', '19.79', false],
    ['put', '20.2', true],
    ['put', '20.21', false],
  ] as const)('a %s sold at 20 is tested at %s: %s', (right, price, tested) => {
    const prices = new Map([['NIO', decimal(price)]]);
    const own = lines({ open: [option('NIO', { right })], prices });
    expect(own.length > 0).toBe(tested);
    expect(lines({ open: [option('NIO', { right, quantity: decimal(1) })], prices })).toEqual([]);
  });

  test('names dates of what is held, shares that no call covers, and four of a kind', () => {
    const events = [
      { underlying: 'NIO', kind: 'earnings' as const, date: '2025-01-23' },
      { underlying: 'NIO', kind: 'ex_dividend' as const, date: '2025-01-21' },
      { underlying: 'TSLA', kind: 'earnings' as const, date: '2025-01-22' },
    ];
    const uncovered = ['A', 'B', 'C', 'D', 'E', 'F'].map((underlying) => ({
      ...{ underlying, shares: decimal(100), account: null },
    }));
    expect(lines({ open: [option('NIO')], events, uncovered })).toEqual([
      'NEXT WEEK',
      '  ex-dividend  NIO Tue 21 Jan',
      '  earnings     NIO Thu 23 Jan',
      '  uncovered    100 A; 100 B; 100 C; 100 D; and 2 more',
    ]);
  });
});

describe('aheadItems(ahead, day)', () => {
  test('says of each what it is, and leaves its day to its date', () => {
    const items = aheadItems(
      ahead({
        open: [
          option('NIO', { expiration: FRIDAY, quantity: decimal(-2) }),
          option('F', { expiration: FRIDAY, right: 'put', quantity: decimal(1) }),
          option('SOFI'),
        ],
        prices: new Map(['NIO', 'SOFI'].map((name) => [name, decimal('20.5')])),
        events: [{ underlying: 'F', kind: 'earnings', date: '2025-01-22' }],
        uncovered: [{ underlying: 'NIO', shares: decimal(300), account: 'main' }],
      }),
      '2025-01-19',
    );
    expect(items.map(({ date, kind, text }) => `${date} ${kind}: ${text}`)).toEqual([
      '2025-01-20 uncovered: 300 NIO shares uncovered',
      '2025-01-22 earnings: F earnings',
      `${FRIDAY} expiring: 1 F 20P expires`,
      `${FRIDAY} expiring: -2 NIO 20C expires, price 20.50`,
      '2025-02-21 assignment_risk: -1 SOFI 20C may be assigned, price 20.50',
    ]);
  });
});
