import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeFile } from 'node:fs/promises';
import { decimal } from '../../domain/number/decimal.js';
import { contents, FILL, importHomes, importInto } from '../../test/import-homes.js';

const { closeHome, fileOf, openHome, pathOf } = importHomes();

describe('any overlapping pieces of a history, in any order', () => {
  const day = fc.constantFrom('2024-03-04', '2024-03-05T15:00:00Z', '2024-03-06');
  const withId = fc.record({ executed_at: day, execution_id: fc.constantFrom('a', 'b', 'c', 'd', 'e') });
  const withoutId = fc.record({ executed_at: day, quantity: fc.integer({ min: 1, max: 2 }) });
  const history = fc.record({
    named: fc.uniqueArray(withId, { selector: ({ execution_id }) => execution_id, maxLength: 5 }),
    unnamed: fc.array(withoutId, { minLength: 1, maxLength: 6 }),
    /** Days of a piece, and which of the named records it has. */
    pieces: fc.array(fc.record({ days: fc.subarray([0, 1, 2]), named: fc.subarray([0, 1, 2, 3, 4]) }), {
      maxLength: 3,
    }),
    order: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
  });

  test('give the executions of the whole in one file', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(history, async ({ named, unnamed, pieces, order }) => {
        run += 1;
        const days = [...new Set(unnamed.map(({ executed_at }) => executed_at))];
        const all = [...unnamed, ...named].map((record) => ({ ...FILL, ...record }));
        const whole = { days: [0, 1, 2], named: [0, 1, 2, 3, 4] };
        const last = {
          days: whole.days.filter((at) => !pieces.some((piece) => piece.days.includes(at))),
          named: whole.named.filter((at) => !pieces.some((piece) => piece.named.includes(at))),
        };
        const [split, single] = [await openHome(`split${run}`), await openHome(`single${run}`)];
        await importInto(single, await fileOf(`whole${run}.jsonl`, all));
        const files = [...pieces, last]
          .map((piece) => [
            ...unnamed.filter(({ executed_at }) => piece.days.includes(days.indexOf(executed_at))),
            ...named.filter((_, at) => piece.named.includes(at)),
          ])
          .map((records, at) => ({
            records: records.map((record) => ({ ...FILL, ...record })),
            place: order[at] ?? 0,
            at,
          }))
          .sort((a, b) => a.place - b.place);
        for (const { records, at } of files)
          if (records.length > 0) await importInto(split, await fileOf(`piece${run}-${at}.jsonl`, records));
        expect((await contents(split)).executions).toEqual((await contents(single)).executions);
        await closeHome(split);
        await closeHome(single);
      }),
      { numRuns: 10 },
    );
  }, 120_000);
});

describe('exports that tell only days, newest first', () => {
  const HEADER =
    'Activity Date,Process Date,Settle Date,Instrument,Description,Trans Code,Quantity,Price,Amount';

  /** The rows of some days, each oldest first: code and quantity of a share trade. */
  type Days = readonly (readonly string[])[];

  function exportOf(days: Days): string {
    const rows = days.flatMap((trades, at) => {
      const day = `3/${at + 4}/2024`;
      return trades.map((trade) => {
        const [code, quantity] = trade.split(' ');
        return `${day},${day},${day},SOFI,SoFi,${code},${quantity},$8.00,$8.00`;
      });
    });
    return [HEADER, ...rows.reverse()].join('\n');
  }

  async function toldBy(name: string, exports: readonly Days[]): Promise<object[]> {
    const store = await openHome(name);
    for (const [at, days] of exports.entries()) {
      const path = pathOf(`${name}-${at}.csv`);
      await writeFile(path, exportOf(days));
      await importInto(store, path, { account: 'main' });
    }
    const { executions = [] } = await contents(store);
    await closeHome(store);
    return executions;
  }

  test('number the records of a day as they were booked, the same whichever way the file is sorted', async () => {
    const store = await openHome('home');
    const days = [['Buy 1', 'Sell 2', 'Buy 1'], ['Buy 3']];
    const path = pathOf('a.csv');
    const [header = '', ...rows] = exportOf(days).split('\n');
    for (const file of [
      [header, ...rows],
      [header, ...rows.reverse()],
    ]) {
      await writeFile(path, file.join('\n'));
      await importInto(store, path, { account: 'main' });
    }
    expect(
      await store.warehouse.rows(
        'SELECT executed_at, sequence, quantity FROM executions ORDER BY executed_at, sequence',
      ),
    ).toEqual([
      { executed_at: '2024-03-04', sequence: 1, quantity: decimal(1) },
      { executed_at: '2024-03-04', sequence: 2, quantity: decimal(2) },
      { executed_at: '2024-03-04', sequence: 3, quantity: decimal(1) },
      { executed_at: '2024-03-05', sequence: 1, quantity: decimal(3) },
    ]);
  });

  const trades = fc.array(fc.constantFrom('Buy 1', 'Buy 2', 'Sell 1', 'Sell 2'), {
    minLength: 1,
    maxLength: 5,
  });
  const history = fc.record({
    days: fc.array(trades, { minLength: 1, maxLength: 3 }),
    /** Days of an export, and how much of its newest day had happened. */
    exports: fc.array(fc.record({ days: fc.nat(3), newest: fc.nat(5) }), { minLength: 1, maxLength: 3 }),
  });

  test('give the records of the whole in its order, in any order of the imports', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(history, async ({ days, exports }) => {
        run += 1;
        const early = exports.map((told) => [
          ...days.slice(0, told.days),
          (days[told.days] ?? []).slice(0, told.newest),
        ]);
        const alone = await toldBy(`alone${run}`, [days]);
        expect(await toldBy(`first${run}`, [days, ...early])).toEqual(alone);
        expect(await toldBy(`last${run}`, [...early, days])).toEqual(alone);
        const some = await toldBy(`some${run}`, early);
        expect(await toldBy(`reversed${run}`, early.toReversed())).toEqual(some);
      }),
      { numRuns: 5 },
    );
  }, 120_000);
});
