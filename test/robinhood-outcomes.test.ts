import { describe, expect, test } from '@jest/globals';
import Papa from 'papaparse';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDecimal, sum, toFixed, ZERO } from '../domain/number/decimal.js';
import type { StoredExecution } from '../domain/records/execution-order.js';
import { groupBy } from '../domain/group-by.js';
import { tellOutcomes, type LotRow, type OutcomeRow } from '../domain/outcomes/outcomes.js';
import { robinhood } from '../ingest/robinhood/robinhood.js';
import { sharedData } from './shared-data.js';

const folder = sharedData('robinhood-covered-calls-2018-2023');
const describeReal = folder === undefined ? describe.skip : describe;

describeReal('lots and outcomes of a real Robinhood export', () => {
  test('hold what the raw rows leave, and realise what they paid less what is still open', async () => {
    const { lots, outcomes } = await told();
    const raw = await secondCalculation();
    expect(heldIn(lots)).toEqual(raw.held);
    expect(realisedIn(outcomes, raw.nameOf)).toEqual(raw.realised);
  });

  test('find an opening for every closing, an end for every contract, and the shares of every assignment', async () => {
    const { outcomes } = await told();
    const flags = new Set(outcomes.flatMap((row) => row.flags));
    expect([...flags].sort()).toEqual(['split_without_ratio', 'without_cost']);
  });

  test('split every lot alike, the shares too that were bought on the eve', async () => {
    const { outcomes } = await told();
    const bought = outcomes.filter(
      ({ underlying, right, opened_at }) =>
        underlying === 'GOOGL' && right === null && opened_at === '2022-07-15',
    );
    expect(bought.map(({ quantity }) => formatDecimal(quantity))).toEqual(['4']);
  });

  test('come to the same in the tax view once the account is flat in an underlying', async () => {
    const { lots, outcomes } = await told();
    const open = new Set(lots.map(({ underlying }) => underlying));
    const flat = outcomes.filter(({ underlying }) => !open.has(underlying));
    expect(flat.some(({ close_kind }) => close_kind === 'assigned')).toBe(true);
    expect(sum(flat.map(({ pnl_tax }) => pnl_tax ?? ZERO))).toBe(sum(flat.map(({ pnl }) => pnl ?? ZERO)));
  });
});

async function told(): Promise<{ lots: LotRow[]; outcomes: OutcomeRow[] }> {
  const parser = robinhood.open({ account: 'main' }, 'robinhood.csv');
  const events = [...parser.push(await exportBytes()), ...parser.end()];
  const executions = events.flatMap((event, i): StoredExecution[] =>
    event.kind === 'record' && event.dataset === 'executions'
      ? [{ ...event.record, record_id: String(i).padStart(6, '0') }]
      : [],
  );
  return tellOutcomes(executions, { market: new Map(), knownThrough: '2023-07-31' });
}

function exportBytes(): Promise<Buffer> {
  return readFile(join(folder ?? '', 'robinhood.csv'));
}

/** Units by instrument, and dollars by underlying: `{ 'SOFI': '422', 'SOFI 8/4/2023 Call $12.00': '-4' }`. */
type Texts = Record<string, string>;

function heldIn(lots: readonly LotRow[]): Texts {
  const named = groupBy(lots, ({ underlying, right, strike, expiration }) => {
    if (right === null || strike === null || expiration === null) return underlying;
    const [year, month, day] = expiration.split('-').map(Number);
    const name = right === 'call' ? 'Call' : 'Put';
    return `${underlying} ${month}/${day}/${year} ${name} $${toFixed(strike, 2)}`;
  });
  return sorted(
    [...named].map(([name, own]) => [
      name,
      formatDecimal(sum(own.map(({ side, quantity }) => (side === 'long' ? quantity : -quantity)))),
    ]),
  );
}

function realisedIn(outcomes: readonly OutcomeRow[], nameOf: (underlying: string) => string): Texts {
  const named = groupBy(outcomes, ({ underlying }) => nameOf(underlying));
  return sorted([...named].map(([name, own]) => [name, toFixed(sum(own.map(({ pnl }) => pnl ?? ZERO)), 2)]));
}

function sorted(entries: readonly (readonly [string, string])[]): Texts {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The same from the raw rows without a queue of lots: what is held of an instrument is what came less what went; by
 * first in, first out those are the units that came last, so their cost is read backwards from the newest row; and what
 * an underlying realised is all its cash less that cost. Whole cents and ten-thousandths of units, as numbers.
 */
async function secondCalculation(): Promise<{
  held: Texts;
  realised: Texts;
  nameOf: (old: string) => string;
}> {
  const csv = (await exportBytes()).toString('utf8');
  const { data } = Papa.parse<Texts>(csv, { header: true, skipEmptyLines: 'greedy' });
  const exchanged = data.filter((row) => row['Trans Code'] === 'SXCH');
  const isOld = (row: Texts) => row['Quantity']?.endsWith('S') ?? false;
  const renamed = new Map(
    exchanged.filter(isOld).map((old) => {
      const now = exchanged.find(
        (row) =>
          !isOld(row) &&
          row['Activity Date'] === old['Activity Date'] &&
          `${row['Quantity']}S` === old['Quantity'],
      );
      return [old['Instrument'] ?? '', now?.['Instrument'] ?? ''];
    }),
  );
  const nameOf = (old: string) => renamed.get(old) ?? old;

  const came = new Set(['Buy', 'BTO', 'BTC', 'REC', 'SPL', 'SDIV']);
  const went = new Set(['Sell', 'STO', 'STC']);
  const ended = new Set(['OEXP', 'OASGN', 'OEXCS']);
  const instruments = groupBy(
    data.filter((row) => [came, went, ended].some((codes) => codes.has(row['Trans Code'] ?? ''))),
    (row) => {
      const contract = /\S+ (\d+\/\d+\/\d+ (?:Call|Put) \$[\d.,]+)$/.exec(row['Description'] ?? '');
      const name = nameOf(row['Instrument'] ?? '');
      return contract ? `${name} ${contract[1]}` : name;
    },
  );

  const held: [string, string][] = [];
  const realised = new Map<string, number>();
  for (const [instrument, rows] of instruments) {
    const change = (row: Texts) =>
      came.has(row['Trans Code'] ?? '') ? units(row) : went.has(row['Trans Code'] ?? '') ? -units(row) : 0;
    const traded = total(rows.map(change));
    const gone = total(rows.filter((row) => ended.has(row['Trans Code'] ?? '')).map(units));
    const left = Math.sign(traded) * (Math.abs(traded) - gone);
    if (left !== 0) held.push([instrument, String(left / 1e6)]);
    const [underlying = ''] = instrument.split(' ');
    // What came as a gift has no cost, and so no result.
    const comings = rows.map((row) => row['Trans Code'] ?? '').filter((code) => came.has(code));
    if (comings.length > 0 && comings.every((code) => code === 'REC')) {
      realised.set(underlying, realised.get(underlying) ?? 0);
      continue;
    }
    const cash =
      total(rows.map(cents)) -
      cashOfLast(
        left,
        rows.filter((row) => Math.sign(change(row)) === Math.sign(left)),
      );
    realised.set(underlying, (realised.get(underlying) ?? 0) + cash);
  }
  const dollars = [...realised].map(([name, cash]) => [name, (Math.round(cash) / 100).toFixed(2)] as const);
  return { held: sorted(held), realised: sorted(dollars), nameOf };
}

/** Cash of the newest rows up to so many units; the file has the newest first. */
function cashOfLast(left: number, openings: readonly Texts[]): number {
  let [missing, cash] = [Math.abs(left), 0];
  for (const row of openings) {
    const part = Math.min(missing, units(row));
    missing -= part;
    if (part > 0) cash += (cents(row) * part) / units(row);
  }
  return cash;
}

function units(row: Texts): number {
  return Math.round(Number(row['Quantity']?.replace(/[S,]/g, '')) * 1e6);
}

function cents(row: Texts): number {
  const text = row['Amount'] ?? '';
  const value = Math.round(Number(text.replace(/[$,()]/g, '')) * 100);
  return text.startsWith('(') ? -value : value;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
