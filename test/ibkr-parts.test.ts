import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import { openDatabase } from '../store/duckdb/warehouse.js';
import { homePaths } from '../store/home/home.js';
import type { FileReport } from '../activities/import-reports.js';
import { activityOf, execId, flexOf, type ReportedOrder } from './ibkr-reports.js';
import { atMost, runs } from './runs.js';

const directory = await mkdtemp(join(tmpdir(), 'tradeloop-parts-'));
afterAll(() => rm(directory, { recursive: true }));

/** A report to import, or the number of one of those before to retract. */
type Move = string | number;

interface Home {
  executions: string[];
  lots: string;
  outcomes: string;
  reports: FileReport[];
}

const known = new Map<string, Promise<Home>>();

/** What is in a home after these moves, which several tests compare with. */
function after(moves: readonly Move[]): Promise<Home> {
  const name = JSON.stringify(moves);
  const home = known.get(name) ?? made(moves);
  known.set(name, home);
  return home;
}

/** Makes the moves in a home of its own; a rebuild at the end must find the same. */
async function made(moves: readonly Move[]): Promise<Home> {
  const home = await mkdtemp(join(directory, 'home-'));
  const opened = await openSteps(home);
  const { steps } = opened;
  const reports: FileReport[] = [];
  const imported = async () => (await steps.describeStore({})).executions > 0;
  const trackOutcomes = async () => ((await imported()) ? steps.trackOutcomes({}) : undefined);
  for (const [i, move] of moves.entries()) {
    if (typeof move === 'number') {
      await steps.retractImport({ fileSha256: reports[move]?.sha256 ?? '' });
      continue;
    }
    const path = join(home, `report-${i}`);
    await writeFile(path, move);
    const report = await steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
    const { lines, accepted, rejected, ignored, duplicates } = report;
    expect(lines).toBe(accepted + rejected + ignored + duplicates);
    reports.push(report);
    await trackOutcomes();
  }
  const exported = async () => {
    await trackOutcomes();
    const tables: Record<string, string> = {};
    for (const table of ['executions', 'lots', 'outcomes']) {
      await steps.exportTable({ table, format: 'csv' });
      tables[table] = await readFile(join(home, 'exports', `${table}.csv`), 'utf8');
    }
    return tables;
  };
  const tables = await exported();
  await steps.rebuildWarehouse({});
  expect(await exported()).toEqual(tables);
  await opened.close();
  const { executions = '', lots = '', outcomes = '' } = tables;
  return { executions: executions.trimEnd().split('\n').slice(1), lots, outcomes, reports };
}

const order = (day: number, fills: [quantity: number, cents: number][], symbol = 'ABC'): ReportedOrder => ({
  day,
  symbol,
  sells: false,
  fills: fills.map(([quantity, cents], i) => ({ id: 100 * day + i + 1, quantity, cents })),
});

const [MONDAY, TUESDAY, WEDNESDAY] = [
  order(8, [
    [10, 1_000],
    [20, 1_001],
  ]),
  order(9, [
    [5, 1_000],
    [6, 1_000],
  ]),
  order(10, [
    [7, 1_000],
    [8, 1_000],
  ]),
] as [ReportedOrder, ReportedOrder, ReportedOrder];

describe('an order of an activity statement, beside the executions of a Flex Query', () => {
  const [flex, activity] = [flexOf([MONDAY, TUESDAY]), activityOf([MONDAY, TUESDAY])];

  test('counts once, by its executions, whichever is imported first', async () => {
    const alone = await after([flex]);
    expect(alone.executions).toHaveLength(4);
    for (const moves of [
      [flex, activity],
      [activity, flex],
    ]) {
      const { executions, lots, outcomes } = await after(moves);
      expect({ executions, lots, outcomes }).toEqual({ ...alone, reports: undefined });
    }
  }, 60_000);

  test('is a duplicate, and superseded where it was imported first; the reports say both', async () => {
    const last = (await after([flex, activity])).reports[1];
    expect(last).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(last?.reasons).toMatchObject({
      'order of which other imports have the executions: those count': 2,
    });
    const [first, second] = (await after([activity, flex])).reports;
    expect([first?.accepted, second?.accepted, second?.duplicates]).toEqual([2, 4, 0]);
    expect(second?.reasons).toEqual({
      'order of an earlier import of which this one has executions: these count': 2,
    });
  }, 60_000);

  test('counts again when the executions are retracted, and they alone when the statement is', async () => {
    const [ofFlex, ofActivity] = [await after([flex]), await after([activity])];
    for (const [moves, left] of [
      [[flex, activity, 0], ofActivity],
      [[activity, flex, 1], ofActivity],
      [[flex, activity, 1], ofFlex],
      [[activity, flex, 0], ofFlex],
    ] as [Move[], Home][]) {
      const { executions, lots } = await after(moves);
      expect(executions).toEqual(left.executions);
      expect(lots).toBe(left.lots);
    }
  }, 60_000);

  test('is decided upon anew where other rules did so when it was imported', async () => {
    const home = await mkdtemp(join(directory, 'home-'));
    const bring = async (...texts: string[]) => {
      const { steps, close } = await openSteps(home);
      for (const [i, text] of texts.entries()) {
        const path = join(home, `report-${i}`);
        await writeFile(path, text);
        await steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
      }
      const { path } = await steps.exportTable({ table: 'executions', format: 'csv' });
      await close();
      return readFile(path, 'utf8');
    };
    const right = await bring(activity, flex);
    const warehouse = await openDatabase(homePaths(home).warehouse);
    await warehouse.run(
      'INSERT INTO executions BY NAME SELECT * EXCLUDE (because) FROM superseded_executions',
    );
    await warehouse.run('DELETE FROM superseded_executions');
    await warehouse.close();
    expect(await bring()).not.toBe(right);
    const again = await openDatabase(homePaths(home).warehouse);
    await again.run("UPDATE step_rules SET rules = 'records 0' WHERE step = 'superseded'");
    await again.close();
    expect(await bring()).toBe(right);
  }, 60_000);

  test('of a day that the query does not cover counts as it is', async () => {
    const { executions } = await after([activityOf([MONDAY, TUESDAY, WEDNESDAY]), flex]);
    expect(executions).toHaveLength(5);
    expect(executions.join('\n')).toContain(',15,');
  }, 60_000);

  test('stays where the executions do not come to it, and the report says so', async () => {
    const part = flexOf([{ ...MONDAY, fills: MONDAY.fills.slice(0, 1) }]);
    const { executions, reports } = await after([activity, part]);
    expect(executions).toHaveLength(3);
    expect(Object.entries(reports[1]?.reasons ?? {})).toEqual([
      [expect.stringContaining('order beside executions of another import'), 1],
    ]);
  }, 60_000);

  test('is not taken for executions of the same day that were filled as one and in parts', async () => {
    const whole = order(8, [[30, 1_000]]);
    const parts = {
      ...order(8, [
        [10, 1_000],
        [20, 1_000],
      ]),
      fills: [
        { id: 950, quantity: 10, cents: 1_000 },
        { id: 951, quantity: 20, cents: 1_000 },
      ],
    };
    const orders = [whole, parts];
    const alone = await after([flexOf(orders)]);
    expect((await after([activityOf(orders), flexOf(orders)])).executions).toEqual(alone.executions);
    expect((await after([flexOf(orders), activityOf(orders)])).executions).toEqual(alone.executions);
  }, 60_000);
});

test('an order of a query of orders, filled over two days, counts by its executions when both days are there', async () => {
  const row = (level: string, day: number, quantity: number, more = '') =>
    `<Trade levelOfDetail="${level}" ibOrderID="77" assetCategory="STK" symbol="ABC" currency="USD" dateTime="202401${day};103000" quantity="${quantity}" tradePrice="10" proceeds="${-10 * quantity}" ibCommission="-1" netCash="${-10 * quantity - 1}" buySell="BUY" ${more}/>`;
  const ofRow = (text: string) => flexOf([]).replace('<Trades>', `<Trades>${text}`);
  const whole = ofRow(row('ORDER', 10, 20));
  const first = ofRow(row('EXECUTION', 10, 8, `ibExecID="${execId(1)}"`));
  const second = ofRow(row('EXECUTION', 11, 12, `ibExecID="${execId(2)}"`));
  const alone = (await after([first, second])).executions;
  for (const moves of [
    [whole, first, second],
    [second, whole, first],
    [first, second, whole],
  ])
    expect((await after(moves)).executions).toEqual(alone);
  expect((await after([first, second, whole, 1])).executions).toHaveLength(2);
  expect((await after([first, whole])).executions).toHaveLength(2);
}, 60_000);

describe('an execution that its broker corrected without a cancellation', () => {
  const wrong = flexOf([MONDAY], { generated: 1 });
  const right = flexOf(
    [{ ...MONDAY, fills: [{ id: 801, quantity: 10, cents: 1_005 }, ...MONDAY.fills.slice(1)] }],
    {
      generated: 2,
    },
  );
  const revised = right.replace(execId(801), execId(801, 2));

  test.each([
    ['a later revision of its id', revised],
    ['the report that was made later', right],
  ])(
    'counts by %s, whichever is imported first',
    async (_, corrected) => {
      const alone = await after([corrected]);
      for (const moves of [
        [wrong, corrected],
        [corrected, wrong],
      ]) {
        const { executions, lots } = await after(moves);
        expect(executions).toEqual(alone.executions);
        expect(lots).toBe(alone.lots);
      }
      expect((await after([wrong, corrected, 1])).executions).toEqual((await after([wrong])).executions);
      expect((await after([corrected, wrong, 0])).executions).toEqual((await after([wrong])).executions);
    },
    60_000,
  );

  test('is a duplicate after its correction, and superseded before it; the reports say both', async () => {
    const before = (await after([wrong, revised])).reports[1];
    expect(before).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(before?.reasons).toMatchObject({
      'execution of an earlier import that this one corrects: the correction counts': 1,
    });
    const later = (await after([revised, wrong])).reports[1];
    expect(later).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(later?.reasons).toMatchObject({
      'execution of which another report has a correction: that one counts': 1,
    });
  }, 60_000);

  test('leaves the one that is like it and was not corrected', async () => {
    const alike = order(8, [
      [10, 1_000],
      [10, 1_000],
    ]);
    const before = flexOf([alike]);
    const [, second] = alike.fills as [ReportedOrder['fills'][0], ReportedOrder['fills'][0]];
    const first = { id: 801, quantity: 10, cents: 1_005 };
    const corrected = flexOf([{ ...alike, fills: [first, second] }], { generated: 2 }).replace(
      execId(801),
      execId(801, 2),
    );
    for (const moves of [
      [before, corrected],
      [corrected, before],
    ]) {
      const { executions } = await after(moves);
      expect(executions.map(withoutIds)).toEqual((await after([corrected])).executions.map(withoutIds));
    }
    // A report of the time when the second was not yet filled.
    const early = flexOf([{ ...alike, fills: alike.fills.slice(0, 1) }]);
    expect((await after([early, corrected])).executions).toHaveLength(2);
    // A statement without ids, of before the correction, has one of them too many.
    const each = alike.fills.map((part) => ({ ...alike, fills: [part] }));
    expect((await after([activityOf(each), before, corrected])).executions).toHaveLength(2);
  }, 60_000);
});

test(
  'pieces of a Flex Query and of an activity statement, in any order and some of them retracted, count what the query has where it has it, else the statement',
  async () => {
    const fill = fc.record({
      quantity: fc.integer({ min: 1, max: 4 }),
      cents: fc.constantFrom(1_000, 1_001, 1_007),
    });
    const one = fc.record({
      day: fc.constantFrom(8, 9, 10),
      symbol: fc.constantFrom('ABC', 'ABC', 'DEF'),
      sells: fc.boolean(),
      fills: fc.array(fill, { minLength: 1, maxLength: 4 }),
    });
    const piece = fc.record({
      of: fc.constantFrom('flex', 'activity'),
      from: fc.constantFrom(8, 9, 10),
      to: fc.constantFrom(8, 9, 10),
      retracted: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(one, { minLength: 1, maxLength: 7 }),
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        async (written, pieces) => {
          let id = 0;
          const orders = written.map((each) => ({
            ...each,
            fills: each.fills.map((part) => ({ ...part, id: (id += 1) })),
          }));
          const within = ({ from, to }: { from: number; to: number }) =>
            orders.filter(({ day }) => from <= day && day <= to);
          const kept = pieces.filter(({ from, to }) => from <= to);
          const texts = kept.map(
            ({ of, ...range }, i) =>
              `${of === 'flex' ? flexOf(within(range)) : activityOf(within(range))}${'\n'.repeat(i)}`,
          );
          const moves = [...texts, ...kept.flatMap(({ retracted }, i) => (retracted ? [i] : []))];
          const standing = kept.filter(({ retracted }) => !retracted);
          const covers = (of: string, day: number) =>
            standing.some((each) => each.of === of && each.from <= day && day <= each.to);
          const [byFlex, byStatement] = [
            orders.filter(({ day }) => covers('flex', day)),
            orders.filter(({ day }) => !covers('flex', day) && covers('activity', day)),
          ];
          // A home without any record has no day to make outcomes through.
          fc.pre(byFlex.length + byStatement.length > 0);
          const expected = await after([flexOf(byFlex), activityOf(byStatement)]);
          const found = await after(moves);
          expect(found.executions.map(withoutIds).sort()).toEqual(expected.executions.map(withoutIds).sort());
        },
      ),
      runs(5, { sharing: 1 }),
    );
  },
  atMost(180_000),
);

/** What a row says but for the id of its record, which counts fills that are alike, and what it is called by that. */
function withoutIds(row: string): string {
  const recordId = row.slice(row.lastIndexOf(',') + 1);
  return row.replaceAll(recordId, '');
}
