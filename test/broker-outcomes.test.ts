import { describe, expect, test } from '@jest/globals';
import Papa from 'papaparse';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sum, toFixed, ZERO } from '../domain/number/decimal.js';
import type { StoredExecution } from '../domain/records/execution-order.js';
import { groupBy } from '../domain/group-by.js';
import { tellOutcomes } from '../domain/outcomes/outcomes.js';
import { parsedFile, recordsIn } from './parsed-file.js';
import { sharedData } from './shared-data.js';

const [fidelity, fidelityMoney, schwab, tastytrade] = [
  'tastytrade-and-fidelity-options-2022-2023',
  'fidelity-no-options',
  'schwab',
  'tastytrade-2018-2024',
].map(sharedData);
const there = ![fidelity, fidelityMoney, schwab, tastytrade].includes(undefined);
const describeReal = there ? describe : describe.skip;

type Texts = Record<string, string>;

/** The raw rows from the header on, by column, and in whole cents what each did to cash. */
function rawRows(path: string, firstColumn: string): { row: Texts; cents: number }[] {
  const text = readFileSync(path, 'utf8');
  const table = text.slice(text.search(new RegExp(`^"?${firstColumn}"?,`, 'm')));
  const { data } = Papa.parse<Texts>(table, { header: true, skipEmptyLines: 'greedy' });
  return data
    .filter((row) => /\d\/\d/.test(row[firstColumn] ?? '') && row['Action'] !== undefined)
    .map((row) => ({ row, cents: Math.round(number(row['Amount'] ?? row['Amount ($)'] ?? '') * 100) }));
}

function number(written: string): number {
  return Number(written.replace(/[$,]/g, '')) || 0;
}

function inDollars(cents: Iterable<readonly [string, number]>): Texts {
  const nonZero = [...cents].filter(([, value]) => Math.round(value) !== 0);
  return Object.fromEntries(
    nonZero.sort().map(([name, value]) => [name, (Math.round(value) / 100).toFixed(2)]),
  );
}

/**
 * What the importer's records come to: stated cash by account, and realised dollars by instrument as `nameOf` calls it.
 */
function told(
  path: string,
  nameOf: (instrument: StoredExecution) => string,
): { cash: Texts; realised: Texts } {
  const records = recordsIn(parsedFile(path));
  const executions = records.flatMap(({ dataset, record }, i): StoredExecution[] =>
    dataset === 'executions' ? [{ ...record, record_id: String(i).padStart(6, '0') }] : [],
  );
  const { outcomes } = tellOutcomes(executions, { market: new Map(), knownThrough: '2025-12-31' });
  const cash = groupBy(records, ({ record }) => ('account' in record ? (record.account ?? '') : ''));
  const pnl = groupBy(outcomes, (row) => nameOf(row as unknown as StoredExecution));
  const dollars = (rows: readonly (bigint | null | undefined)[]) =>
    toFixed(sum(rows.map((value) => value ?? ZERO)), 2);
  const sorted = (entries: [string, string][]) =>
    Object.fromEntries(entries.filter(([, value]) => value !== '0.00').sort());
  return {
    cash: sorted([...cash].map(([account, rows]) => [account, dollars(rows.map((row) => row.statedAmount))])),
    realised: sorted([...pnl].map(([name, rows]) => [name, dollars(rows.map((row) => row.pnl))])),
  };
}

describeReal('a Fidelity export of options', () => {
  const path = join(fidelity ?? '', 'Fidelity_Sample.csv');
  const rows = () => rawRows(path, 'Run Date');
  const contract = ({ root, expiration, right, strike }: StoredExecution) =>
    `-${root}${expiration?.slice(2).replaceAll('-', '')}${right === 'call' ? 'C' : 'P'}${Number(strike) / 1e10}`;

  test('has the cash of its rows', () => {
    const total = rows().reduce((cents, row) => cents + row.cents, 0);
    expect(told(path, contract).cash).toEqual(inDollars([['Sample Account', total]]));
  });

  test('realised, by contract, what opened and closed in it: the sum of the amounts of a contract that is flat', () => {
    const realised = [...groupBy(rows(), ({ row }) => row['Symbol']?.trim() ?? '')].map(([symbol, own]) => {
      const opened = own.some(({ row }) => row['Action']?.includes('OPENING'));
      const net = own.reduce((units, { row }) => units + number(row['Quantity'] ?? ''), 0);
      return [symbol, opened && net === 0 ? own.reduce((cents, row) => cents + row.cents, 0) : 0] as const;
    });
    expect(realised.filter(([, cents]) => cents !== 0).length).toBeGreaterThan(20);
    expect(told(path, contract).realised).toEqual(inDollars(realised));
  });
});

describeReal('Fidelity exports of money', () => {
  test.each(['History_for_Account_X8YYYYYYY.csv', 'fidelity_csv_all_accounts_transactions_20251204.csv'])(
    '%s has the cash of its rows by account, without the value of shares that came in kind',
    (name) => {
      const path = join(fidelityMoney ?? '', name);
      const cash = rawRows(path, 'Run Date').filter(({ row }) => row['Type'] !== 'Shares');
      const byAccount = [...groupBy(cash, ({ row }) => row['Account Number'] ?? 'main')].map(
        ([account, own]) => [account, own.reduce((cents, row) => cents + row.cents, 0)] as const,
      );
      expect(told(path, () => '').cash).toEqual(inDollars(byAccount));
    },
  );
});

describeReal('Schwab exports', () => {
  const files = [
    'cash_merger_transactions.csv',
    'rsu_settlement_transactions.csv',
    'schwab-export.csv',
    'schwab_csv_brokerage_XX876_Transactions_20220731.csv',
    'schwab_transactions.csv',
    'transactions.csv',
  ].map((name) => join(schwab ?? '', name));

  test.each(files.map((path) => [basename(path), path]))('%s has the cash of its rows', (_, path) => {
    const total = rawRows(path, 'Date').reduce((cents, row) => cents + row.cents, 0);
    expect(told(path, () => '').cash).toEqual(inDollars([['main', total]]));
  });

  const traded = ['cash_merger', 'rsu_settlement', 'schwab_transactions', 'transactions.csv'];
  test.each(
    files
      .filter((path) => traded.some((name) => basename(path).startsWith(name)))
      .map((path) => [basename(path), path]),
  )(
    '%s realised, by symbol, all its cash less the cost of the units that came last and are still there',
    (_, path) => {
      const shares = rawRows(path, 'Date').filter(({ row }) => row['Symbol']);
      const realised = [...groupBy(shares, ({ row }) => row['Symbol'] ?? '')].map(([symbol, own]) => {
        const units = (row: Texts) => Math.abs(number(row['Quantity'] ?? ''));
        const came = own.filter(({ row }) => /^(Buy|Stock Plan)/.test(row['Action'] ?? ''));
        const went = own.filter(({ row }) => /^(Sell|Cash Merger)/.test(row['Action'] ?? ''));
        let left =
          came.reduce((n, { row }) => n + units(row), 0) - went.reduce((n, { row }) => n + units(row), 0);
        let cents = own.reduce((sum, row) => sum + row.cents, 0);
        // The newest come first.
        for (const { row, cents: paid } of came) {
          const part = Math.min(left, units(row));
          cents -= part === 0 ? 0 : (paid * part) / units(row);
          left -= part;
        }
        return [symbol, cents] as const;
      });
      expect(told(path, ({ underlying }) => underlying).realised).toEqual(inDollars(realised));
    },
  );
});

describeReal('a tastytrade export', () => {
  const path = join(tastytrade ?? '', 'tastytrade_transactions_history_180201_to_240817.csv');
  const CONVERSIONS = ['Symbol Change', 'Stock Merger', 'Reverse Split'];

  /**
   * Positions by the rows alone: every underlying that no conversion touched and of which nothing is left, with the
   * mills of all its rows.
   */
  function flat(): [underlying: string, mills: number][] {
    const { data } = Papa.parse<Texts>(readFileSync(path, 'utf8'), {
      header: true,
      skipEmptyLines: 'greedy',
    });
    const moves = data.filter((row) => row['Type'] !== 'Money Movement');
    return [...groupBy(moves, (row) => row['Underlying Symbol'] || (row['Symbol'] ?? ''))].flatMap(
      ([underlying, rows]) => {
        if (rows.some((row) => CONVERSIONS.includes(row['Sub Type'] ?? ''))) return [];
        const left = [...groupBy(rows, (row) => row['Symbol'] ?? '').values()].some((own) => {
          const [ended, traded] = [own.filter(isEnd), own.filter((row) => !isEnd(row))];
          const net = sumOf(traded, (row) => units(row) * (row['Action']?.startsWith('BUY') ? 1 : -1));
          return Math.abs(net) !== sumOf(ended, units);
        });
        const cash = (row: Texts) => mills(row['Value']) + mills(row['Commissions']) + mills(row['Fees']);
        return left ? [] : [[underlying, sumOf(rows, cash)]];
      },
    );
  }

  /** An expiry or assignment, whichever side was held. */
  const isEnd = (row: Texts) => row['Action'] === '';
  const units = (row: Texts) => number(row['Quantity'] ?? '');
  const mills = (written = '') => Math.round(number(written.replace('--', '0')) * 1_000);
  const sumOf = (rows: readonly Texts[], of: (row: Texts) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0);

  test('realised, by underlying, all the cash of one of which nothing is left', () => {
    const raw = flat();
    const { realised } = told(path, ({ underlying }) => underlying);
    expect(raw.length).toBeGreaterThan(60);
    expect(Object.fromEntries(raw.map(([name]) => [name, Number(realised[name] ?? 0)]))).toEqual(
      Object.fromEntries(raw.map(([name, value]) => [name, Math.round(value / 10) / 100])),
    );
  });
});
