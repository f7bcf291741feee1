import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CashFlow, Execution } from '../../domain/records/records.js';
import { ensureHome, homePaths, type Home } from '../home/home.js';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import { clearStaging, stageTexts, stagedTable, writeTexts } from './staging.js';
import { stagingText, type StagedRow } from './staging-text.js';
import type { Warehouse } from '../duckdb/warehouse.js';

let home: Home;
let warehouse: Warehouse;
beforeEach(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'home-')));
  await ensureHome(home);
  warehouse = await openWarehouse(':memory:');
});
async function stage(rows: readonly StagedRow[]): Promise<void> {
  const text = stagingText();
  for (const row of rows) text.add(row);
  await stageTexts(warehouse, await writeTexts(home, text.take()));
}

afterEach(async () => {
  await warehouse.close();
  await rm(home.dir, { recursive: true });
});

const LARGEST = 10n ** 22n - 1n;
const amounts = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 10n ** 17n, 10n ** 18n, -(10n ** 18n), LARGEST, -LARGEST),
  fc.bigInt(-LARGEST, LARGEST),
);
/** No lone surrogates, which no file of text has. */
const texts = fc.oneof(
  fc.constantFrom('"', '""', ',', '\n', '\r\n', '\r', 'a\0b', '\u2028', "'", '[1, 2]', 'NULL', '=1+1', ' x '),
  fc.string({ unit: 'binary', minLength: 1 }),
);
const flow = (amount: bigint, description: string, extra: string | null): CashFlow => ({
  account: description,
  at: '2025-01-06',
  kind: 'deposit',
  amount,
  currency: 'USD',
  underlying: null,
  description,
  extra,
});

test('stageTexts(warehouse, files) stages every text and amount as it is, and leaves no file behind', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          amount: amounts,
          text: texts,
          extra: fc.option(texts),
          identity: fc.option(texts),
          lines: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
          stated: fc.option(amounts),
        }),
        { minLength: 1, maxLength: 20 },
      ),
      async (tellings) => {
        await clearStaging(warehouse);
        const rows = tellings.map(({ amount, text, extra, identity, lines, stated }): StagedRow => ({
          dataset: 'cash_flows',
          record: flow(amount, text, extra),
          lines,
          ...(identity === null ? {} : { identity }),
          ...(stated === null ? {} : { statedAmount: stated }),
        }));
        await stage(rows);
        const staged = await warehouse.rows(
          `SELECT account, description, amount, extra, identity, lines, coarseness, stated_amount
           FROM ${stagedTable('cash_flows')} ORDER BY rowid`,
        );
        expect(staged).toEqual(
          tellings.map(({ amount, text, extra, identity, lines, stated }) => ({
            account: text,
            description: text,
            amount,
            extra,
            identity,
            lines,
            coarseness: 0,
            stated_amount: stated,
          })),
        );
        expect(await readdir(home.raw)).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
});

test('stageTexts(warehouse, files) stages days, whole numbers and what is absent', async () => {
  await clearStaging(warehouse);
  const sale = {
    action: 'sell_to_open',
    expiration: '2025-01-17',
    sequence: 7,
    strike: 125_000_000_000n,
    price: null,
  } satisfies Partial<Execution>;
  await stage([{ dataset: 'executions', record: sale, lines: [3], coarseness: -1 }]);
  const columns = 'action, expiration, "sequence", strike, price, extra, lines, coarseness, stated_amount';
  expect(await warehouse.rows(`SELECT ${columns} FROM ${stagedTable('executions')}`)).toEqual([
    { ...sale, extra: null, lines: [3], coarseness: -1, stated_amount: null },
  ]);
});

test('stageTexts(warehouse, files) stages columns that only later records have a value of', async () => {
  await clearStaging(warehouse);
  const rows = Array.from({ length: 300 }, (_, at): StagedRow => ({
    dataset: 'executions',
    record: {
      account: `a${at}`,
      ...(at < 150 ? {} : { order_id: `o${at}` }),
      ...(at < 151 ? {} : { price: 7n }),
    },
    lines: [at + 1],
  }));
  await stage(rows);
  const staged = await warehouse.rows(
    `SELECT account, order_id, price, lines FROM ${stagedTable('executions')} ORDER BY rowid`,
  );
  expect(staged).toEqual(
    rows.map(({ record, lines }) => ({ order_id: null, price: null, ...record, lines })),
  );
});
