import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { weekday } from '../domain/time/dates.js';
import type { Row } from '../store/exports/table-rows.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const AT = '2025-04-01T12:00:00Z';

let dir: string;
let opened: OpenSteps;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guardrails-'));
  opened = await openSteps(join(dir, 'home'));
  await bring({ from: '2025-01-06', to: '2025-02-14', seed: 3 });
  await opened.steps.updateOnline({ weighting: 'pnl', hours: 2_000, asOf: null, at: AT });
}, 120_000);
afterAll(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

async function bring(days: Parameters<typeof writeIntradayAccount>[1]): Promise<void> {
  for (const path of await writeIntradayAccount(join(dir, days.from), days))
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
}

async function table(name: string): Promise<Row[]> {
  await opened.steps.exportTable({ table: name, format: 'jsonl' });
  const text = await readFile(join(dir, 'home', 'exports', `${name}.jsonl`), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
}

test('a version in force that is quiet on Mondays has the last word from its first session on', async () => {
  const text = '{"quiet":{"openWeekdays":[1]}}';
  const asked = { change: 'adopt', version: 'acme-1', file: 'p.json', text } as const;
  await opened.steps.changeAlgorithm({ ...asked, by: 'me', at: AT, effective: null, request: 'one' });
  await bring({ from: '2025-02-18', to: '2025-03-14', seed: 4 });
  await opened.steps.updateOnline({ weighting: 'pnl', hours: 2_000, asOf: null, at: AT });
  const days = new Map((await table('scenarios')).map((row) => [row['scenario_id'], row['trading_date']]));
  const predictions = await table('predictions');
  const isQuiet = (row: Row) => {
    const day = days.get(row['scenario_id']) as string;
    return day > '2025-02-14' && weekday(day) === 1;
  };
  for (const row of predictions) {
    const vetoed = row['action'] === 'follow' && isQuiet(row);
    expect(row['vetoes']).toEqual(vetoed ? ['open_weekday'] : []);
    expect(row['final_action']).toBe(vetoed ? 'skip' : row['action']);
  }
  const sources = predictions.filter(({ final_action, action }) => final_action !== action);
  expect(new Set(sources.map(({ source }) => source))).toEqual(new Set(['live', 'walk_forward']));

  const price = { strike: null, expiration: null, right: null, premium: 100, bid: null, ask: null };
  const advice = (recommendation_id: string, sent_at: string) => ({
    ...{ recommendation_id, sent_at, account: 'main', underlying: 'ABC', action: 'buy' as const },
    ...{ ...price, quantity: 10, underlying_price: 100, context: { mood: 2 } },
  });
  const asking = [advice('monday', '2025-03-17T15:00:00Z'), advice('tuesday', '2025-03-18T15:00:00Z')];
  const said = await opened.reads.predict({ id: 'shadow', asked: asking });
  expect(said.predictions).toMatchObject([
    { recommendation_id: 'monday', action: 'follow', vetoes: ['open_weekday'], final_action: 'skip' },
    { recommendation_id: 'tuesday', action: 'follow', vetoes: [], final_action: 'follow' },
  ]);
}, 120_000);
