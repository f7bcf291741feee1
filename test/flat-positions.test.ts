import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import Papa from 'papaparse';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sum, toFixed, toNumber, ZERO } from '../domain/number/decimal.js';
import type { StoredExecution } from '../domain/records/execution-order.js';
import { tellOutcomes } from '../domain/outcomes/outcomes.js';
import { alpaca } from '../ingest/alpaca/alpaca.js';
import { hyperliquid } from '../ingest/hyperliquid/hyperliquid.js';
import type { SourceFormat } from '../ingest/source-format.js';
import { thinkorswim } from '../ingest/thinkorswim/thinkorswim.js';
import { parsedFile, parsedText, recordsIn, statedCash } from './parsed-file.js';
import { sharedData } from './shared-data.js';

/** What positions realised by lots and outcomes, to the cent; and that nothing is left of them. */
function realised(format: SourceFormat, content: string): string {
  const events = parsedText(format, content);
  const executions = recordsIn(events).flatMap((event, i): StoredExecution[] =>
    event.dataset === 'executions' ? [{ ...event.record, record_id: String(i).padStart(6, '0') }] : [],
  );
  const { lots, outcomes } = tellOutcomes(executions, { market: new Map(), knownThrough: '2024-01-31' });
  expect(lots).toEqual([]);
  return toFixed(sum(outcomes.map(({ pnl }) => pnl ?? ZERO)), 2);
}

/** Changes of a position in whole units at prices in cents, the last of which makes it flat. */
const changes = fc
  .array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 100, max: 9_999 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((list) => {
    const traded = list.filter(([change]) => change !== 0);
    const left = traded.reduce((held, [change]) => held + change, 0);
    return left === 0 ? traded : [...traded, [-left, 5_000] as [number, number]];
  });

const money = (cents: number) => (cents / 100).toFixed(2);

describe('what a flat position realised', () => {
  test('at thinkorswim is all the cash of its rows, costs included', () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 1, max: 99 }), (list, width) => {
        let cents = 0;
        const cash: string[] = [];
        const trades: string[] = [];
        list.forEach(([change, price], i) => {
          const clock = `10:00:${String(i).padStart(2, '0')}`;
          const [side, other, word] = change > 0 ? ['BUY', 'SELL', 'BOT'] : ['SELL', 'BUY', 'SOLD'];
          const amount = -change * width * 100;
          const costs = 2 * Math.abs(change) * 65 + i;
          cents += amount - costs;
          cash.push(
            `1/3/24,${clock},TRD,="${i}",${word} ${change} VERTICAL ABC 100 19 JAN 24 50/45 PUT @${money(width)},-0.${String(i).padStart(2, '0')},${money(i - costs)},${money(amount)},`,
          );
          trades.push(
            `,1/3/24 ${clock},VERTICAL,${side},${change},TO OPEN,ABC,19 JAN 24,50,PUT,${money(price + width)},${money(width)},LMT`,
            `,,,${other},${-change},TO OPEN,ABC,19 JAN 24,45,PUT,${money(price)},DEBIT,`,
          );
        });
        const text = [
          'Account Statement for 12345 (margin) since 1/1/24 through 1/31/24',
          'Cash Balance',
          'DATE,TIME,TYPE,REF #,DESCRIPTION,Misc Fees,Commissions & Fees,AMOUNT,BALANCE',
          ...cash,
          'Account Trade History',
          ',Exec Time,Spread,Side,Qty,Pos Effect,Symbol,Exp,Strike,Type,Price,Net Price,Order Type',
          ...trades
            .toReversed()
            .flatMap((_, i, all) => (i % 2 === 0 ? [all[i + 1] ?? '', all[i] ?? ''] : [])),
        ].join('\n');
        expect(realised(thinkorswim, text)).toBe(money(cents));
      }),
      { numRuns: 40 },
    );
  });

  test('at Hyperliquid is what the venue says was closed, by its average price, less the fees', () => {
    fc.assert(
      fc.property(changes, (list) => {
        let [held, cost, total] = [0, 0, 0];
        const fills = list.map(([change, price], i) => {
          const start = held;
          const closing = held * change < 0 ? Math.min(Math.abs(held), Math.abs(change)) : 0;
          const average = held === 0 ? 0 : cost / held;
          const closed = Math.sign(held) * closing * (price - average);
          if (closing > 0) cost -= Math.sign(held) * closing * average;
          cost += Math.sign(change) * (Math.abs(change) - closing) * price;
          held += change;
          total += closed - 2;
          return {
            ...{ coin: 'ABC', px: money(price), sz: String(Math.abs(change)), side: change > 0 ? 'B' : 'A' },
            ...{ time: 1704290400000 + i, startPosition: String(start), dir: 'x', oid: i, tid: i + 1 },
            ...{ closedPnl: (closed / 100).toFixed(6), fee: '0.02', feeToken: 'USDC' },
          };
        });
        const text = JSON.stringify(fills);
        expect(Number(realised(hyperliquid, text))).toBeCloseTo(total / 100, 2);
        expect(Number(statedCash(parsedText(hyperliquid, text)))).toBeCloseTo(total / 100, 2);
      }),
      { numRuns: 60 },
    );
  });

  test('at Alpaca is what was sold less what was bought', () => {
    fc.assert(
      fc.property(changes, (list) => {
        let cents = 0;
        const fills = list.map(([change, price], i) => {
          cents -= change * price * 100;
          return {
            ...{ activity_type: 'FILL', id: String(i), order_id: String(i), symbol: 'ABC240119C00050000' },
            ...{ side: change > 0 ? 'buy' : 'sell', qty: String(Math.abs(change)), price: money(price) },
            ...{ transaction_time: `2024-01-03T15:00:00.${String(i).padStart(3, '0')}Z`, type: 'fill' },
          };
        });
        expect(realised(alpaca, JSON.stringify(fills))).toBe(money(cents));
      }),
      { numRuns: 40 },
    );
  });
});

const statements = sharedData('thinkorswim-small');
(statements === undefined ? describe.skip : describe)('statements of thinkorswim as they are given', () => {
  const path = (file: string) => join(statements ?? '', file);

  test.each(['tos-260727-account53.csv', 'tos-260727-account54.csv'])(
    'the cash of %s is the change of its printed balance',
    (file) => {
      const { data } = Papa.parse<string[]>(readFileSync(path(file), 'utf8'));
      const balances = data
        .filter((row) => row[2] === 'BAL' || row[2] === 'TRD')
        .map((row) => Math.round(Number(row[8]?.replaceAll(',', '')) * 100));
      const change = (balances.at(-1) ?? 0) - (balances[0] ?? 0);
      const events = parsedFile(path(file));
      expect(Math.round(Number(statedCash(events)) * 100)).toBe(change);
      expect(events.filter(({ kind }) => kind === 'note' || kind === 'reject')).toEqual([]);
      const amounts = recordsIn(events).map(({ record }) =>
        'amount' in record ? (record.amount ?? ZERO) : ZERO,
      );
      expect(Math.round(toNumber(sum(amounts)) * 100)).toBe(change);
    },
  );

  test('without cash rows positions are worth their prices', () => {
    const { data } = Papa.parse<string[]>(readFileSync(path('sample_tos_export.csv'), 'utf8'));
    const flat = new Map<string, [held: number, cash: number]>();
    for (const row of data.filter(([, , , side]) => side === 'BUY' || side === 'SELL')) {
      const [symbol = '', strike = ''] = [row[6], row[8]];
      const [held, cash] = flat.get(symbol + strike) ?? [0, 0];
      const quantity = Number(row[4]);
      const worth = quantity * Number(row[10]) * (strike === '' ? 1 : 100);
      flat.set(symbol + strike, [held + quantity, cash - worth]);
    }
    const gained = [...flat.values()].reduce((total, [held, cash]) => total + (held === 0 ? cash : 0), 0);
    const executions = recordsIn(parsedFile(path('sample_tos_export.csv'))).flatMap(
      (event, i): StoredExecution[] =>
        event.dataset === 'executions' ? [{ ...event.record, record_id: String(i) }] : [],
    );
    const { lots, outcomes } = tellOutcomes(executions, { market: new Map(), knownThrough: '2026-01-31' });
    expect(toNumber(sum(outcomes.map(({ pnl }) => pnl ?? ZERO)))).toBe(gained);
    expect(lots.length).toBe([...flat.values()].filter(([held]) => held !== 0).length);
  });
});

const venues = sharedData('hyperliquid-and-venue-fixtures');
(venues === undefined ? test.skip : test)(
  'the cash of Hyperliquid’s fills is what each coin says it is',
  () => {
    const path = join(venues ?? '', 'hyperliquid_user_fills.json');
    const fills = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>[];
    const cash = fills.map(({ coin = '', px, sz, side, fee, feeToken, closedPnl }) => {
      if (!coin.startsWith('@')) return Number(closedPnl) - Number(fee);
      const worth = Number(px) * Number(sz) * (side === 'B' ? -1 : 1);
      return feeToken === 'USDC' ? worth - Number(fee) : worth;
    });
    const total = cash.reduce((all, each) => all + each, 0);
    expect(Number(statedCash(parsedFile(path)))).toBeCloseTo(total, 8);
  },
);
