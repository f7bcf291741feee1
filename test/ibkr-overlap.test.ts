import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import { atMost, runs } from './runs.js';

const directory = await mkdtemp(join(tmpdir(), 'tradeloop-ibkr-'));
afterAll(() => rm(directory, { recursive: true }));

interface Row {
  day: number;
  symbol: string;
  quantity: number;
  cents: number;
  id: number;
  cancelled: boolean;
}

/** A Flex Query of these executions of January 2024. */
function flex(rows: readonly Row[], { ids }: { ids: boolean } = { ids: true }): string {
  const trades = rows.flatMap((row) => {
    const money = -row.quantity * row.cents;
    const told = (times: number, more: string) =>
      `<Trade assetCategory="STK" symbol="${row.symbol}" currency="USD" dateTime="202401${String(row.day).padStart(2, '0')};1000${String(row.id % 60).padStart(2, '0')}" quantity="${times * row.quantity}" tradePrice="${row.cents / 100}" proceeds="${(times * money) / 100}" ibCommission="${-times}" netCash="${(times * money - times * 100) / 100}" ${more}/>`;
    const named = ids ? `tradeID="${row.id}" ibExecID="e${row.id}" transactionID="${row.id}"` : '';
    return [told(1, named), ...(row.cancelled ? [told(-1, `notes="Ca" origTradeID="${row.id}"`)] : [])];
  });
  return `<FlexQueryResponse><FlexStatements count="1"><FlexStatement accountId="U100"><Trades>\n${trades.join('\n')}\n</Trades></FlexStatement></FlexStatements></FlexQueryResponse>`;
}

/** The same executions as an activity statement has them. */
function activity(rows: readonly Row[]): string {
  const trades = rows.map((row) => {
    const at = `2024-01-${String(row.day).padStart(2, '0')}, 10:00:${String(row.id % 60).padStart(2, '0')}`;
    return `Trades,Data,Order,Stocks,USD,${row.symbol},"${at}",${row.quantity},${row.cents / 100},${(-row.quantity * row.cents) / 100},-1,O`;
  });
  return [
    'Statement,Header,Field Name,Field Value',
    'Account Information,Header,Field Name,Field Value',
    'Account Information,Data,Account,U100',
    'Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,Proceeds,Comm/Fee,Code',
    ...trades,
  ].join('\n');
}

/**
 * What comes out of a home that imported these files in this order: the export of its executions, and how many are new
 * in each file.
 */
async function toldBy(files: readonly string[]): Promise<{ executions: string; accepted: number[] }> {
  const home = await mkdtemp(join(directory, 'home-'));
  const opened = await openSteps(home);
  const { steps } = opened;
  const accepted: number[] = [];
  for (const [i, content] of files.entries()) {
    const path = join(home, `export-${i}`);
    await writeFile(path, content);
    const report = await steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
    accepted.push(report.accepted);
  }
  await steps.exportTable({ table: 'executions', format: 'csv' });
  const executions = await readFile(join(home, 'exports', 'executions.csv'), 'utf8');
  await opened.close();
  return { executions, accepted };
}

const FILLS: Row[] = [
  { day: 3, symbol: 'ABC', quantity: 10, cents: 1_000, id: 1, cancelled: false },
  { day: 3, symbol: 'ABC', quantity: 10, cents: 1_000, id: 2, cancelled: false },
  { day: 4, symbol: 'ABC', quantity: -20, cents: 1_100, id: 3, cancelled: false },
];

describe('reports of Interactive Brokers that overlap', () => {
  test('a Flex Query and the activity statement of the same account tell each trade once, whichever comes first', async () => {
    const alone = await toldBy([flex(FILLS)]);
    const together = [
      [flex(FILLS), activity(FILLS)],
      [activity(FILLS), flex(FILLS)],
    ];
    for (const files of together) {
      const told = await toldBy(files);
      expect(told.executions).toBe(alone.executions);
      expect(told.accepted).toEqual([3, 0]);
    }
    expect((await toldBy([activity(FILLS)])).executions).not.toBe(alone.executions);
  }, 60_000);

  test('a query with ids and one without tell each trade once', async () => {
    const alone = await toldBy([flex(FILLS)]);
    const told = await toldBy([flex(FILLS, { ids: false }), flex(FILLS)]);
    expect(told.accepted).toEqual([3, 0]);
    expect(told.executions.split('\n')).toHaveLength(alone.executions.split('\n').length);
  }, 60_000);

  test('a trade and its cancellation in two queries tell the same as both in one, in any order', async () => {
    const [trade, , sale] = FILLS as [Row, Row, Row];
    const [before, after] = [flex([trade]), flex([{ ...trade, cancelled: true }, sale])];
    const cancellation = flex([{ ...trade, cancelled: true }, sale]).replace(
      /<Trade [^>]*tradeID="1"[^>]*>\n/,
      '',
    );
    expect(cancellation).not.toBe(after);
    const alone = await toldBy([after]);
    for (const files of [
      [before, after],
      [after, before],
      [before, cancellation],
      [cancellation, before],
      [cancellation, after, before],
    ])
      expect((await toldBy(files)).executions).toBe(alone.executions);
    expect(alone.executions).toContain(',split,ABC,');
  }, 60_000);

  test(
    'pieces of a query that are cut at days and overlap tell the same as the whole, in any order',
    async () => {
      const row = fc.record({
        day: fc.integer({ min: 2, max: 5 }),
        symbol: fc.constantFrom('ABC', 'DEF'),
        quantity: fc.constantFrom(-5, 5, 10),
        cents: fc.constantFrom(1_000, 1_001),
        cancelled: fc.boolean(),
      });
      const cases = fc.tuple(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 2, max: 5 }),
        fc.boolean(),
      );
      await fc.assert(
        fc.asyncProperty(cases, async ([written, one, other, backwards]) => {
          const rows = written.map((each, id) => ({ ...each, id }));
          const [from, to] = [Math.min(one, other), Math.max(one, other)];
          const pieces = [rows.filter(({ day }) => day <= to), rows.filter(({ day }) => day >= from)].map(
            (piece) => flex(piece),
          );
          const whole = await toldBy([flex(rows)]);
          const inPieces = await toldBy(backwards ? pieces.toReversed() : pieces);
          expect(inPieces.executions).toBe(whole.executions);
        }),
        runs(8, { sharing: 1 }),
      );
    },
    atMost(120_000),
  );
});
