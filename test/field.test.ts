import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { importSteps } from '../activities/import/import-file.js';
import { outcomeSteps } from '../activities/outcomes.js';
import { reconcileSteps } from '../activities/reconcile.js';
import type { FileReport } from '../activities/import-reports.js';
import { FileRefused } from '../domain/errors.js';
import { parseDecimal, formatDecimal, ZERO } from '../domain/number/decimal.js';
import { detectFormat } from '../ingest/formats.js';
import { parseMapping, type TableMapping } from '../ingest/mapping/mapping.js';
import { withDefaults } from '../ingest/mapping/suggest-defaults.js';
import { suggestMapping } from '../ingest/mapping/suggest-mapping.js';
import { homePaths } from '../store/home/home.js';
import { closeStore, openStore } from '../store/open-store.js';
import { differences, type FieldValues, type Row } from './field-values.js';
import { sharedFolder } from './shared-data.js';

/** After all of the inputs. */
const THROUGH = '2026-11-28';
const CLOCK = () => new Date(`${THROUGH}T12:00:00Z`);

/** The folder whose file is imported twice. */
const AGAIN = 'same-file-by-another-mapping';

const root = sharedFolder('field');
const folders = root ? readdirSync(root, { withFileTypes: true }).filter((one) => one.isDirectory()) : [];

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'field-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

/** What the program makes of a folder's inputs: what no format knows is read by the mapping suggested for it. */
async function played(folder: string): Promise<FieldValues> {
  const store = await openStore(homePaths(join(home, 'home')));
  try {
    const { importFile } = importSteps({ store, clock: CLOCK });
    const reports: FileReport[] = [];
    for (const name of readdirSync(folder)
      .filter((one) => one.startsWith('input'))
      .toSorted()) {
      const path = join(folder, name);
      const mapping = mappingFor(path);
      const said = mapping && mapping.fields['account'] !== undefined ? null : 'main';
      const account = mapping || name.endsWith('.csv') ? said : null;
      for (const reading of mapping && folder.endsWith(AGAIN) ? [mapping, mended(mapping)] : [mapping])
        reports.push(
          await importFile({
            path,
            givenPath: path,
            account,
            coveredThrough: null,
            ...(reading ? { mapping: reading } : {}),
          }),
        );
    }
    const { warehouse } = store;
    await reconcileSteps(store).reconcileRange({});
    await outcomeSteps(store).trackOutcomes({ through: THROUGH });
    const rows = (table: string) => warehouse.rows<Row>(`SELECT * FROM ${table} ORDER BY ALL`);
    const executions = await rows('executions');
    const closed = (await rows('outcomes')).filter(({ close_kind }) => close_kind !== 'open');
    const actionOf = (action: RegExp, row: Row) =>
      executions.find(
        (one) =>
          action.test(String(one['action'])) &&
          ['underlying', 'right', 'strike', 'expiration'].every((name) => one[name] === row[name]),
      )?.['action'];
    const feesOf = (row: Row) =>
      executions
        .filter(({ underlying }) => underlying === row['underlying'])
        .reduce((total, { fees }) => total + (typeof fees === 'bigint' ? fees : ZERO), ZERO);
    const advice = reports.filter(({ path }) => path.includes('recommendations'));
    return {
      executions,
      openLots: (await rows('lots')).map((row) => ({
        ...row,
        cost_with_fees: (row['cost'] as bigint) + feesOf(row),
      })),
      outcomes: closed.map((row) => ({
        ...row,
        opening: actionOf(row['side'] === 'long' ? /^buy/ : /^sell/, row),
        closing: actionOf(row['side'] === 'long' ? /^sell/ : /^buy/, row),
      })),
      cash: cashOf(reports),
      matches: await rows('matches'),
      advice: {
        accepted: advice.reduce((total, { accepted }) => total + accepted, 0),
        rejected: advice.reduce((total, { rejected }) => total + rejected, 0),
      },
      rejected: reports.reduce((total, { rejected }) => total + rejected, 0),
    };
  } finally {
    await closeStore(store);
  }
}

/** The mapping as a user mends it who finds that the clock was another one. */
function mended(mapping: TableMapping): TableMapping {
  const { executed_at: time, ...fields } = mapping.fields;
  return { ...mapping, fields: { executed_at: { ...time, zone: 'America/Chicago' }, ...fields } };
}

function mappingFor(path: string) {
  const head = readFileSync(path).subarray(0, 65_536);
  try {
    detectFormat(head, path);
    return undefined;
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    const mapping = withDefaults(suggestMapping(head));
    expect(parseMapping(JSON.stringify(mapping))).toMatchObject({ ok: true });
    return mapping;
  }
}

function cashOf(reports: readonly FileReport[]): FieldValues['cash'] {
  const cash: Record<string, Record<string, string>> = {};
  for (const { currency, account: _, ...parts } of reports.flatMap((report) => report.cash)) {
    const told = (cash[currency] ??= {});
    for (const [part, amount] of Object.entries(parts))
      told[part] = formatDecimal((parseDecimal(told[part] ?? '0') ?? ZERO) + (parseDecimal(amount) ?? ZERO));
  }
  return cash;
}

(root ? describe : describe.skip)(
  'inputs that people’s reports led to give the values worked out by hand',
  () => {
    const names = folders.map(({ name }) => name);
    const isRight = async (name: string) => {
      const folder = join(root ?? '', name);
      const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Row;
      expect(differences(expected, await played(folder))).toEqual([]);
    };
    test.each(names)('%s', isRight);
  },
);
