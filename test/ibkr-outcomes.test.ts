import { afterAll, describe, expect, test } from '@jest/globals';
import Papa from 'papaparse';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import type { FileReport } from '../activities/import-reports.js';
import { sharedData } from './shared-data.js';

const folder = sharedData('ibkr-flex-and-activity');
const directory = await mkdtemp(join(tmpdir(), 'tradeloop-ibkr-outcomes-'));
afterAll(() => rm(directory, { recursive: true }));

type Texts = Record<string, string>;

async function told(name: string): Promise<{ report: FileReport; outcomes: Texts[] }> {
  const home = await mkdtemp(join(directory, 'home-'));
  const { steps, close } = await openSteps(home);
  const path = join(folder ?? '', name);
  const report = await steps.importFile({ path, givenPath: name, account: 'main', coveredThrough: null });
  await steps.trackOutcomes({});
  await steps.exportTable({ table: 'outcomes', format: 'csv' });
  await close();
  const csv = await readFile(join(home, 'exports', 'outcomes.csv'), 'utf8');
  return { report, outcomes: Papa.parse<Texts>(csv, { header: true, skipEmptyLines: true }).data };
}

/** Cents by name, as text. */
function sums(entries: readonly (readonly [string, number])[]): Texts {
  const cents = new Map<string, number>();
  for (const [name, amount] of entries) cents.set(name, (cents.get(name) ?? 0) + amount);
  return Object.fromEntries(
    [...cents].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sum]) => [name, sum.toFixed(2)]),
  );
}

(folder === undefined ? describe.skip : describe)('outcomes of Interactive Brokers’ own files', () => {
  test('an activity statement: what the broker says each underlying realised', async () => {
    const { report, outcomes } = await told('bulentgercek_activity_sample.csv');
    const raw = Papa.parse<string[]>(
      await readFile(join(folder ?? '', 'bulentgercek_activity_sample.csv'), 'utf8'),
    ).data;
    const [header = []] = raw.filter(([section, kind]) => section === 'Trades' && kind === 'Header');
    const at = (name: string) => header.indexOf(name);
    const rows = raw.filter(([section, kind]) => section === 'Trades' && kind === 'Data');
    const realised = rows.map(
      (row) => [row[at('Symbol')]?.split(' ')[0] ?? '', Number(row[at('Realized P/L')])] as const,
    );
    expect(sums(outcomes.map(({ underlying = '', pnl }) => [underlying, Number(pnl)]))).toEqual(
      sums(realised),
    );
    const cash = rows.map(
      (row) => ['USD', Number(row[at('Proceeds')]) + Number(row[at('Comm/Fee')])] as const,
    );
    expect(sums(report.cash.map(({ currency, total }) => [currency, Number(total)]))).toEqual(sums(cash));
  }, 60_000);

  test('a Flex Query: its cash report’s change by currency, and futures closed that day at what they settled', async () => {
    const name = 'gabbersepp_TestForCoding.xml';
    const { report, outcomes } = await told(name);
    const xml = await readFile(join(folder ?? '', name), 'utf8');
    const elements = (tag: string) =>
      [...xml.matchAll(new RegExp(`<${tag} ([^>]*)/>`, 'g'))].map(([, inside = '']): Texts =>
        Object.fromEntries(
          [...inside.matchAll(/([\w]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
        ),
      );
    const changes = elements('CashReportCurrency')
      .filter(
        ({ levelOfDetail, startingCash, endingCash }) =>
          levelOfDetail === 'Currency' && startingCash !== endingCash,
      )
      .map(
        ({ currency = '', startingCash, endingCash }) =>
          [currency, Number(endingCash) - Number(startingCash)] as const,
      );
    expect(sums(report.cash.map(({ currency, total }) => [currency, Number(total)]))).toEqual(sums(changes));
    const settled = elements('Trade')
      .filter(({ assetCategory }) => assetCategory === 'FUT')
      .map(({ symbol = '', netCash }) => [symbol.replace(/\s+/g, ' '), Number(netCash)] as const);
    const closed = outcomes.filter(
      ({ underlying, close_kind }) => underlying !== 'ESV' && close_kind === 'traded',
    );
    expect(sums(closed.map(({ underlying = '', pnl }) => [underlying, Number(pnl)]))).toEqual(sums(settled));
  }, 60_000);
});
