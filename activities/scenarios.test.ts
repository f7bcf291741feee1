import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultSpecification } from '../domain/learning/features/default-specification.js';
import type { Row } from '../store/exports/table-rows.js';
import { homePaths } from '../store/home/home.js';
import { writeSmallMarket } from '../test/small-market.js';
import { openSteps, type OpenSteps } from './make-steps.js';

let home: string;
let opened: OpenSteps;
let ends: string;

/** Calls advised on two Mondays, sold and bought back; the second is held longer. */
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'scenarios-'));
  opened = await openSteps(join(home, 'home'));
  const files = await writeSmallMarket(join(home, 'market'));
  const log = await readFile(files.advice, 'utf8');
  await writeFile(files.advice, log.replaceAll('"premium"', '"context":{"vix":17,"mood":"calm"},"premium"'));
  const bought = { account: 'main', action: 'buy_to_close', underlying: 'XYZ', right: 'call', quantity: 1 };
  const closings = [
    { ...bought, expiration: '2025-01-17', strike: 105, executed_at: '2025-01-10T15:00:00Z', price: 0.2 },
    { ...bought, expiration: '2025-01-17', strike: 107, executed_at: '2025-01-16T15:00:00Z', price: 0.9 },
  ];
  const path = join(home, 'ends.jsonl');
  await writeFile(path, closings.map((record) => `${JSON.stringify(record)}\n`).join(''));
  for (const file of Object.values(files)) await bring(file);
  ends = await bring(path);
});
afterEach(async () => {
  await opened.close();
  await rm(home, { recursive: true });
});

async function bring(path: string): Promise<string> {
  const input = { path, givenPath: path, account: null, coveredThrough: '2025-01-31' };
  return (await opened.steps.importFile(input)).sha256;
}

const update = () => opened.steps.updateScenarios({});
const table = async (name: string): Promise<Row[]> => {
  await opened.steps.exportTable({ table: name, format: 'jsonl' });
  const text = await readFile(join(home, 'home', 'exports', `${name}.jsonl`), 'utf8');
  const lines = text.trimEnd().split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Row);
};
const save = async (specification: unknown) => {
  const path = homePaths(join(home, 'home')).featureSpecification;
  await mkdir(join(home, 'home', 'learning'), { recursive: true });
  await writeFile(path, typeof specification === 'string' ? specification : JSON.stringify(specification));
  return path;
};

describe('updateScenarios({})', () => {
  test('brings matches and outcomes up to date, and labels what was followed', async () => {
    expect(await update()).toMatchObject({ scenarios: { labelled: 2 }, changed: 2 });
    const rows = await table('scenarios');
    expect(rows).toHaveLength(2);
    const [gain, loss] = rows.sort((a, b) => Number(b['label']) - Number(a['label']));
    expect(gain).toMatchObject({
      ...{ recommendation_id: 'XYZ-2025-01-06', status: 'labelled', label: 1, reward_raw: 100 },
      labelled_at: '2025-01-10T15:00:00Z',
    });
    expect(loss).toMatchObject({ recommendation_id: 'XYZ-2025-01-13', label: 0, reward_raw: -50 });
    expect((await table('features')).map((row) => row['f_context_vix'])).toEqual([17, 17]);
  });

  test('flags a later revision whose context says something else, and not one that says the same in another order', async () => {
    const advised = (await readFile(join(home, 'market', 'xyz.recommendations.jsonl'), 'utf8'))
      .trim()
      .split('\n');
    const revised = advised.map((line, i) => {
      const record = JSON.parse(line) as Record<string, unknown>;
      const sent_at = String(record['sent_at']).replace(/:..Z$/, ':59Z');
      return JSON.stringify({ ...record, sent_at, context: { mood: i === 0 ? 'calm' : 'wild', vix: 17 } });
    });
    const path = join(home, 'revised.recommendations.jsonl');
    await writeFile(path, `${revised.join('\n')}\n`);
    await bring(path);
    await update();
    const flags = (await table('scenarios')).map((row) => [row['recommendation_id'], row['flags']]);
    expect(Object.fromEntries(flags)).toEqual({
      'XYZ-2025-01-06': [],
      'XYZ-2025-01-13': ['context_revised'],
    });
  });

  test('again changes nothing; a rebuilt warehouse has the same rows', async () => {
    await update();
    const before = [await table('scenarios'), await table('features'), await table('rewards')];
    expect(await update()).toMatchObject({ changed: 0 });
    await opened.steps.rebuildWarehouse({});
    expect([await table('scenarios'), await table('features'), await table('rewards')]).toEqual(before);
  });

  test('changes the scenario that a person excludes, and no other row', async () => {
    await save({ ...defaultSpecification([]), features: [{ name: 'dte', source: 'advice', of: 'dte' }] });
    await update();
    const before = await table('scenarios');
    const excluded = before.find((row) => row['recommendation_id'] === 'XYZ-2025-01-13');
    const said = { by: 'me', at: '2025-02-01', id: excluded?.['match_id'] as string, note: null };
    await opened.steps.recordFacts({ ...said, say: 'exclude', reason: 'outage' });
    expect(await update()).toMatchObject({ changed: 1, scenarios: { labelled: 1, exogenous: 1 } });
    const now = await table('scenarios');
    const other = (row: Row) => row['recommendation_id'] !== 'XYZ-2025-01-13';
    expect(now.filter(other)).toEqual(before.filter(other));
    await opened.steps.recordFacts({ ...said, say: 'include' });
    await update();
    expect(await table('scenarios')).toEqual(before);
  });

  test('compares no money of two currencies: what is not paid in that of the first result has no label', async () => {
    await update();
    const before = await table('scenarios');
    const traded = { account: 'main', underlying: 'XYZ', right: 'call', quantity: 1, currency: 'CAD' };
    const call = { ...traded, expiration: '2025-01-31', strike: 110 };
    // More than there are in dollars, one before all of these; only one of them follows advice.
    const trades = [
      { strike: 95, from: '2025-01-02', to: '2025-01-03' },
      { strike: 110, from: '2025-01-21', to: '2025-01-22' },
      ...[115, 116, 117, 118].map((strike) => ({ strike, from: '2025-01-22', to: '2025-01-23' })),
    ];
    const records = trades.flatMap(({ strike, from, to }) => [
      { ...call, strike, action: 'sell_to_open', executed_at: `${from}T15:00:00Z`, price: 9 },
      { ...call, strike, action: 'buy_to_close', executed_at: `${to}T15:00:00Z`, price: 1 },
    ]);
    const advice = { recommendation_id: 'in-cad', sent_at: '2025-01-21T14:40:00Z', account: 'main' };
    const { right, quantity, expiration, strike } = call;
    const contract = { underlying: 'XYZ', right, quantity, expiration, strike };
    const logs = {
      'cad.jsonl': records,
      'cad.recommendations.jsonl': [{ ...advice, ...contract, action: 'sell_to_open', premium: 9 }],
    };
    for (const [name, lines] of Object.entries(logs)) {
      await writeFile(join(home, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      await bring(join(home, name));
    }
    expect(await update()).toMatchObject({ scenarios: { labelled: 2, unscaled: 1 } });
    const isInCad = (row: Row) => row['recommendation_id'] === 'in-cad';
    const now = await table('scenarios');
    expect(now.find(isInCad)).toMatchObject({ reward: null, reward_raw: null, flags: ['other_currency'] });
    expect(now.filter((row) => !isInCad(row))).toEqual(before);
    const { report } = await opened.reads.learning({});
    expect(report.best).toMatchObject([{ underlying: 'XYZ', scored: 2, pnl: 50 }]);
  });

  test('takes labels back with the import that they came from', async () => {
    await update();
    await opened.steps.retractImport({ fileSha256: ends });
    expect(await update()).toMatchObject({ scenarios: { no_outcome: 2 }, changed: 2 });
    const rows = await table('scenarios');
    expect(rows.map((row) => row['flags'])).toEqual([['open'], ['open']]);
  });

  test('makes them anew by the specification that a person saves, and by the default when that is gone', async () => {
    const first = await update();
    const specification = {
      ...defaultSpecification([]),
      features: [{ name: 'calm', source: 'context', of: 'mood', equals: 'calm' }],
    };
    const path = await save(specification);
    const second = await update();
    expect(second.spec_id).not.toBe(first.spec_id);
    const columns = ['scenario_id', 'spec_id', 'missing', 'f_calm'];
    expect((await table('features')).map((row) => Object.keys(row))).toEqual([columns, columns]);
    const listed = await opened.reads.features();
    expect(listed).toEqual({
      ...{ spec_id: second.spec_id, specification, rows: 2 },
      features: [{ name: 'calm', present: 2, missing: 0 }],
    });
    await rm(path);
    expect((await update()).spec_id).toBe(first.spec_id);
    expect((await opened.reads.defaultFeatures()).specification).toEqual(defaultSpecification([{ vix: 17 }]));
  });

  test.each([
    ['{', 'no JSON'],
    ['', 'empty; remove it, and the default holds again'],
    [' \n', 'empty; remove it'],
    [{ ...defaultSpecification([]), features: [{ name: 'x', source: 'tea' }] }, 'features[0].source: "tea"'],
  ])(
    'refuses a specification that is none, naming file, path and value, before it does anything',
    async (saved, why) => {
      const path = await save(saved);
      const refused = await update().catch((error: unknown) => error);
      expect(refused).toMatchObject({ name: 'FileRefused' });
      expect(String(refused)).toContain(path);
      expect(String(refused)).toContain(why);
      expect((await opened.reads.describe()).reconciled_through).toBeNull();
    },
  );

  test('has nothing to do on an empty home', async () => {
    await opened.close();
    opened = await openSteps(join(home, 'empty'));
    expect(await update()).toMatchObject({ scenarios: {}, changed: 0 });
    expect(await opened.reads.features()).toMatchObject({ rows: 0 });
  });
});

describe('reads.learning({})', () => {
  test('reports what was labelled by a day', async () => {
    await update();
    const { report } = await opened.reads.learning({});
    expect(report).toMatchObject({
      ...{ as_of: '2025-01-31', scenarios: { labelled: 2 }, verdict: 'insufficient', needed: null },
      best: [{ underlying: 'XYZ', scored: 2, pnl: 50, win_rate: 0.5 }],
      by_hour: [{ hour: '09', scored: 2 }],
    });
    expect(report.message).toContain('You followed 2 that are over: 1 made a gain (50 %).');
    await expect(opened.reads.learning({ asOf: '2025-02-01' })).rejects.toMatchObject({
      name: 'InvalidInput',
    });
    const { report: earlier } = await opened.reads.learning({ asOf: '2025-01-10' });
    expect(earlier).toMatchObject({
      scenarios: { labelled: 1 },
      window: { closed: 1, win_rate: 1, total_pnl: 100 },
    });
  });

  test('says that nothing is imported where that is so', async () => {
    await opened.close();
    opened = await openSteps(join(home, 'empty'));
    await update();
    await expect(opened.reads.learning({})).rejects.toMatchObject({ name: 'NotFound' });
  });
});
