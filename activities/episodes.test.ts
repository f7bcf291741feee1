import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sessionsBetween } from '../domain/time/calendar.js';
import type { IsoDate } from '../domain/time/dates.js';
import { openJournal, type Journal } from '../store/home/journal.js';
import { openWarehouse } from '../store/duckdb/open-warehouse.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { advice, execution } from '../test/trade-examples.js';
import { reconcileSteps } from './reconcile.js';

type Advice = ReturnType<typeof advice>;
type Trade = ReturnType<typeof execution>;

const RANGE = { from: '2025-01-06', to: '2025-02-14' };
const DAYS = sessionsBetween(RANGE.from, RANGE.to);

let folder: string;
let opened: { warehouse: Warehouse; journal: Journal }[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradeloop-episodes-'));
  opened = [];
});
afterEach(async () => {
  for (const { warehouse, journal } of opened) {
    await warehouse.close();
    await journal.close();
  }
  await rm(folder, { recursive: true });
});

/** A store that imports some records and reconciles all days, and gives the advice of each episode. */
async function store() {
  const warehouse = await openWarehouse(':memory:');
  const journal = await openJournal(join(folder, `${opened.length}.jsonl`));
  opened.push({ warehouse, journal });
  const { reconcileRange } = reconcileSteps({ warehouse, journal });
  await warehouse.insert('imports', [
    {
      ...{ seq: 1, imported_at: '2025-03-01T00:00:00Z', retracted: false },
      ...{ accounts: ['main'], covered_from: RANGE.from, covered_through: '2025-02-28' },
    },
  ]);
  return async (...records: (Advice | Trade)[]) => {
    const asked = records.filter((one): one is Advice => !('execution_id' in one));
    await warehouse.insert(
      'recommendations',
      asked.map((one) => ({ ...one, record_id: one.recommendation_id })),
    );
    await warehouse.insert(
      'executions',
      records.filter((one) => 'execution_id' in one),
    );
    await warehouse.insert(
      'stale',
      records.map(({ account, underlying, trading_date }) => ({
        ...{ step: 'match', account, underlying, from_date: trading_date, to_date: trading_date },
      })),
    );
    await reconcileRange(RANGE);
    return warehouse.rows<{ advice: string; judged: string }>(
      `SELECT string_agg(recommendation_id, ' ' ORDER BY recommendation_id) AS advice,
         string_agg(recommendation_id, ' ') FILTER (judged) AS judged
       FROM matches WHERE recommendation_id IS NOT NULL GROUP BY episode_id ORDER BY advice`,
    );
  };
}

const CALL = { strike: 15, expiration: '2025-02-21' };
const close = (day: IsoDate, fields: { underlying?: string } = {}) =>
  advice({
    ...CALL,
    ...{ recommendation_id: `${day.slice(5)}${fields.underlying ?? ''}`, sent_at: `${day}T14:00:00Z` },
    ...{ action: 'buy_to_close', ...fields },
  });
const roll = (day: IsoDate, fields: { underlying?: string } = {}) =>
  close(day, {
    ...{ action: 'roll', from_strike: 15, from_expiration: CALL.expiration },
    ...{ strike: 16, expiration: '2025-03-21', ...fields },
  });
let count = 0;
const traded = (day: IsoDate, fields: object) =>
  execution({ ...CALL, execution_id: `e${++count}`, executed_at: `${day}T15:00:00Z`, ...fields });
const sold = (day: IsoDate, fields: object = {}) => traded(day, { action: 'sell_to_open', ...fields });
const closed = (day: IsoDate, fields: object = {}) => traded(day, { action: 'buy_to_close', ...fields });

describe('reconcileRange(range)', () => {
  test('takes advice to close a contract that was closed meanwhile and sold again for another episode', async () => {
    const imported = await store();
    expect(
      await imported(
        ...[sold('2025-01-06'), close('2025-01-08'), roll('2025-01-10')],
        ...[closed('2025-01-21'), sold('2025-01-22'), close('2025-01-24'), roll('2025-01-27')],
      ),
    ).toEqual([
      { advice: '01-08 01-10', judged: '01-08' },
      { advice: '01-24 01-27', judged: '01-24' },
    ]);
  });

  test('takes advice to close a contract that was closed in part for the same episode', async () => {
    const imported = await store();
    const some = [
      sold('2025-01-06'),
      close('2025-01-08'),
      closed('2025-01-21', { quantity: 1 }),
      close('2025-01-24'),
    ];
    expect(await imported(...some)).toEqual([{ advice: '01-08 01-24', judged: '01-08' }]);
  });

  test('splits an episode once a file that comes late closes what was held, weeks before the advice', async () => {
    const imported = await store();
    const known = [sold('2025-01-06'), close('2025-01-08'), sold('2025-01-22'), close('2025-02-10')];
    expect(await imported(...known)).toHaveLength(1);
    expect(await imported(closed('2025-01-21'))).toHaveLength(2);
  });

  test('judges the first advice that stands once the answer to a later one is gone', async () => {
    const imported = await store();
    const open = (day: IsoDate, fields: object = {}) =>
      advice({ ...CALL, recommendation_id: day.slice(5), sent_at: `${day}T14:00:00Z`, ...fields });
    const asked = [
      open('2025-01-06', { withdrawn_at: '2025-01-06T16:00:00Z' }),
      open('2025-01-08'),
      open('2025-01-14'),
    ];
    const answer = sold('2025-01-14');
    expect(await imported(...asked, answer)).toEqual([{ advice: '01-06 01-08 01-14', judged: '01-14' }]);
    const warehouse = opened[0]?.warehouse as Warehouse;
    await warehouse.run('DELETE FROM executions');
    await warehouse.run(
      `INSERT INTO stale SELECT 'match', 'main', 'SOFI', DATE '2025-01-14', DATE '2025-01-14'`,
    );
    expect(await imported()).toEqual([{ advice: '01-06 01-08 01-14', judged: '01-08' }]);
  });

  test('comes to the same episodes in whatever pieces the records are imported', async () => {
    // Of many underlyings: a store costs more than what is in it.
    const record = fc
      .tuple(
        fc.constantFrom(...DAYS),
        fc.constantFrom(close, roll, sold, closed),
        fc.constantFrom(...'ABCDEFGH'),
      )
      .map(([day, recordOf, underlying]) => recordOf(day, { underlying }));
    const histories = fc.uniqueArray(record, {
      ...{ minLength: 60, maxLength: 60 },
      selector: (one) => ('execution_id' in one ? one.execution_id : one.recommendation_id),
    });
    // Most come at once, so that what comes late stands alone.
    const pieces = fc.array(fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, 2), { minLength: 60, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(histories, pieces, async (all, pieceOf) => {
        const [whole, inPieces] = [await store(), await store()];
        const expected = await whole(...all);
        let episodes: unknown;
        for (const piece of [0, 1, 2])
          episodes = await inPieces(...all.filter((_, i) => pieceOf[i] === piece));
        expect(episodes).toEqual(expected);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });
});
