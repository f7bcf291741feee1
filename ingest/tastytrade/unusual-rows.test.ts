import { describe, expect, test } from '@jest/globals';
import { tellOutcomes } from '../../domain/outcomes/outcomes.js';
import { formatDecimal, sum, ZERO } from '../../domain/number/decimal.js';
import { plainRecords, reasonsIn, recordsIn, statedCash } from '../../test/parsed-file.js';
import { parsedTastytrade } from '../../test/tastytrade-rows.js';

describe('tastytrade.open(…) parses futures', () => {
  const traded = (day: string, action: 'Buy' | 'Sell', words: string, symbol = '/MESH4') =>
    `2024-01-${day}T10:00:00-0500,Trade,${action},${action.toUpperCase()},${symbol},Future,${words},0.00,1,0.00,-0.75,-0.62,,,,,,,41,USD`;

  test('by the price of their description and what a point is worth; of their cash only the costs are the trade', () => {
    const events = parsedTastytrade(traded('02', 'Sell', 'Sold 1 /MESH4 @ 4720.25'));
    const [record] = plainRecords(events);
    expect(record).toMatchObject({
      action: 'sell',
      underlying: '/MESH4',
      multiplier: '5',
      price: '4720.25',
      fees: '1.37',
    });
    expect(record).not.toHaveProperty('amount');
    expect(statedCash(events)).toBe('-1.37');
  });

  test('with ticks as a plain number', () => {
    expect(
      plainRecords(parsedTastytrade(traded('02', 'Buy', "Bought 1 /ZBH4 @ 121'16", '/ZBH4'))),
    ).toMatchObject([{ price: '121.5', multiplier: '1000' }]);
  });

  test('that were sold first as a short: what they made is what the market moved, less costs', () => {
    const events = parsedTastytrade(
      traded('02', 'Sell', 'Sold 1 /MESH4 @ 4720.00'),
      traded('03', 'Buy', 'Bought 1 /MESH4 @ 4700.00'),
    );
    const executions = recordsIn(events).flatMap((event, i) =>
      event.dataset === 'executions' ? [{ ...event.record, record_id: String(i) }] : [],
    );
    const { outcomes } = tellOutcomes(executions, { market: new Map(), knownThrough: '2024-02-01' });
    expect(outcomes).toMatchObject([{ side: 'short', flags: [] }]);
    expect(formatDecimal(sum(outcomes.map(({ pnl }) => pnl ?? ZERO)))).toBe('97.26');
  });

  test('of one minute at two prices by two names', () => {
    const [first, second] = recordsIn(
      parsedTastytrade(
        traded('02', 'Buy', 'Bought 1 /MESH4 @ 4720.00'),
        traded('02', 'Buy', 'Bought 1 /MESH4 @ 4721.00'),
      ),
    );
    expect(first?.identity).not.toBe(second?.identity);
  });

  test('of which it is not known what a point is worth as their cash alone', () => {
    expect(
      plainRecords(parsedTastytrade(traded('02', 'Buy', 'Bought 1 /XYZH4 @ 7.00', '/XYZH4'))),
    ).toMatchObject([{ kind: 'adjustment', amount: '-1.37', description: 'Bought 1 /XYZH4 @ 7.00' }]);
  });
});

describe('tastytrade.open(…) takes a row of a kind that it does not know', () => {
  const received = (subType: string, action: string, value: string) =>
    `2024-01-05T17:00:00-0500,Receive Deliver,${subType},${action},ABC,Equity,Told of ABC,${value},2,--,--,0.00,,,ABC,,,,,USD`;

  test.each([
    ['of another sub type', received('Wonder', '', '12.00'), '12'],
    ['of another type', received('Wonder', '', '12.00').replace('Receive Deliver', 'Lending'), '12'],
    ['half of nothing', received('Dividend', 'BUY_TO_OPEN', '-5.00'), '-5'],
  ])('%s, with cash, as an adjustment that keeps it', (_, row, amount) => {
    const events = parsedTastytrade(row);
    expect(plainRecords(events)).toMatchObject([{ kind: 'adjustment', amount, description: 'Told of ABC' }]);
    expect(statedCash(events)).toBe(amount);
  });

  test('without cash, or whose value is none, as a reject', () => {
    expect(
      reasonsIn(
        parsedTastytrade(
          received('Wonder', '', '0.00'),
          received('Stock Merger', 'SELL_TO_CLOSE', '1000.00'),
        ),
      ),
    ).toEqual(['Sub Type not known: "Wonder"', 'conversion without its other half: "Stock Merger ABC"']);
  });
});

describe('tastytrade.open(…) parses transfers in kind', () => {
  const moved = (subType: string, action: string) =>
    `2024-01-05T17:00:00-0500,Receive Deliver,${subType},${action},ABC,Equity,${subType},-750.00,100,-7.50,--,0.00,,,ABC,,,,,USD`;

  test('from and to other accounts by their label', () => {
    expect(
      plainRecords(parsedTastytrade(moved('Transfer', 'BUY_TO_OPEN'), moved('ACAT', 'SELL_TO_CLOSE'))),
    ).toMatchObject([
      { action: 'transfer', direction: 'in' },
      { action: 'transfer', direction: 'out' },
    ]);
  });

  test('of short positions, for which there is no word, as rejects', () => {
    expect(reasonsIn(parsedTastytrade(moved('ACAT', 'SELL_TO_OPEN'), moved('ACAT', 'BUY_TO_CLOSE')))).toEqual(
      ['short position transferred: "ABC"', 'short position transferred: "ABC"'],
    );
  });
});
