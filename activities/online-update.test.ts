import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_POLICY } from '../domain/learning/gate/gate-policy.js';
import { askedAt, knownAt } from '../domain/learning/features/known-times.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import type { Row } from '../store/exports/table-rows.js';
import { keepDeployment } from '../store/home/deployments-log.js';
import { homePaths } from '../store/home/home.js';
import { servingNow } from '../store/home/model-registry.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { openSteps, type OpenSteps } from './make-steps.js';

const AT = '2025-04-01T12:00:00Z';
const MONTH_HOURS = 720;

let dir: string;
let opened: OpenSteps;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'online-'));
  const files = await writeIntradayAccount(join(dir, 'files'), {
    from: '2025-01-06',
    to: '2025-03-14',
    seed: 3,
  });
  opened = await openSteps(join(dir, 'home'));
  for (const path of files)
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
}, 120_000);
afterAll(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

const update = (asOf: string, given: { hours?: number; weighting?: 'pnl' | 'advantage' } = {}) =>
  opened.steps.updateOnline({ weighting: 'pnl', hours: MONTH_HOURS, asOf, at: AT, ...given });
const table = async (name: string): Promise<Row[]> => {
  await opened.steps.exportTable({ table: name, format: 'jsonl' });
  const text = await readFile(join(dir, 'home', 'exports', `${name}.jsonl`), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
};

describe('updateOnline({ weighting, hours, asOf, at })', () => {
  test('says how many labels there are where they are too few, and makes no model', async () => {
    const report = await update('2025-01-06', { hours: 1 });
    expect(report).toMatchObject({
      min_samples: 20,
      model_id: null,
      verdict: 'insufficient',
      evidence: null,
    });
    expect(report.reasons).toHaveLength(15);
    expect(report.reasons.find(({ rule }) => rule === 'min_samples')).toMatchObject({
      ...{ passed: false, value: report.samples, limit: 20 },
    });
    expect(await table('predictions')).toEqual([]);
  }, 60_000);

  test.each(['2031-01-06', '2025-03-15T15:00:00Z'])('refuses %s, which is not known yet', async (asOf) => {
    await expect(update(asOf)).rejects.toMatchObject({ name: 'InvalidInput' });
    expect(await readdir(homePaths(join(dir, 'home')).models)).toEqual([]);
    expect(await table('predictions')).toEqual([]);
  });

  test('keeps what it and the baselines said of each scenario before its label, and judges the model', async () => {
    const report = await update('2025-02-14');
    expect(report.model_id).toMatch(/^online_logistic-[0-9a-f]{12}$/);
    expect(report.samples).toBeGreaterThan(20);
    const rows = await table('predictions');
    const sent = new Map(
      (await table('scenarios')).map((row) => [row['scenario_id'], row['sent_at'] as string]),
    );
    expect(new Set(rows.map((row) => row['lineage']))).toEqual(
      new Set(['online_logistic', 'base_rate', 'always_follow', 'logistic']),
    );
    for (const row of rows) {
      const asked = sent.get(row['scenario_id']) as string;
      expect(knownAt(row['trained_through'] as string)).toBeLessThan(askedAt(asked));
      expect(asked < '2025-02-15').toBe(true);
    }
    expect(await table('model_evaluations')).toMatchObject([
      { model_id: report.model_id, incumbent_id: 'base_rate', as_of: '2025-02-14', verdict: report.verdict },
    ]);
    expect(report.prequential.log_loss).toBeLessThan(report.prequential.incumbent_log_loss as number);
  }, 60_000);

  test('of the same hour is the same model, whichever hours came before or were missed; and says nothing twice', async () => {
    const before = await table('predictions');
    const first = await update('2025-02-14');
    const later = await update('2025-03-14');
    const rows = await table('predictions');
    const ofFolds = (own: readonly Row[]) =>
      own.filter((row) => row['model_id'] === first.model_id && row['source'] === 'walk_forward');
    expect(ofFolds(rows)).toEqual(ofFolds(before));
    const keys = rows.map((row) => JSON.stringify([row['scenario_id'], row['lineage'], row['source']]));
    expect(new Set(keys).size).toBe(keys.length);
    expect((await update('2025-02-14')).model_id).toBe(first.model_id);
    expect((await update('2025-03-14')).model_id).toBe(later.model_id);
    expect(await table('predictions')).toEqual(rows);
    expect(later.model_id).not.toBe(first.model_id);
  }, 60_000);

  test('what came while a model stood for an alias is scored by it, live, once, and counts first', async () => {
    const live = (await table('predictions')).filter((row) => row['source'] === 'live');
    expect(new Set(live.map((row) => row['role']))).toEqual(new Set(['shadow', 'baseline']));
    const baselines = live.filter((row) => row['role'] === 'baseline');
    expect(new Set(baselines.map((row) => row['model_id']))).toEqual(
      new Set(['base_rate', 'always_follow', 'logistic', 'clone']),
    );
    for (const row of baselines) expect(row['p_win'] === null).toBe(row['model_id'] === 'clone');
    const sent = new Map(
      (await table('scenarios')).map((row) => [row['scenario_id'], row['sent_at'] as string]),
    );
    for (const row of live) {
      const asked = sent.get(row['scenario_id']) as string;
      expect(asked > '2025-02-15').toBe(true);
      // To the minute: the last label that was learned, and no day's end.
      expect(row['trained_through']).toMatch(/T/);
      expect(knownAt(row['trained_through'] as string)).toBeLessThan(askedAt(asked));
    }
    const { evaluation } = await opened.steps.evaluateModel({ model: null, incumbent: null });
    expect(evaluation).toMatchObject({ incumbent_id: 'base_rate', as_of: '2025-03-14' });
    const scored = (await table('predictions')).filter(
      (row) => row['lineage'] === 'online_logistic' && row['label'] !== null,
    );
    expect(evaluation.scored).toBe(new Set(scored.map((row) => row['scenario_id'])).size);
    const beside = await opened.steps.evaluateModel({ model: 'shadow', incumbent: 'always_follow' });
    expect(beside.evaluation.incumbent_id).toBe('always_follow');
    expect(beside.evaluation.evidence).not.toBe(evaluation.evidence);
  }, 60_000);

  test('reinforces in a lineage of its own', async () => {
    const report = await update('2025-03-14', { weighting: 'advantage' });
    expect(report.model_id).toMatch(/^online_logistic-/);
    const own = (await table('predictions')).filter((row) => row['model_id'] === report.model_id);
    expect(own[0]).toMatchObject({
      lineage: 'online_logistic_reinforced',
      role: 'shadow',
      source: 'walk_forward',
    });
  }, 60_000);

  test('of an hour is the same model whatever came later on that day', async () => {
    const hour = '2025-03-14T16:00:00Z';
    const before = await update(hour);
    const path = join(dir, 'later.recommendations.jsonl');
    const advice = { recommendation_id: 'later', sent_at: '2025-03-14T19:50:00Z', account: 'main' };
    await writeFile(
      path,
      JSON.stringify({ ...advice, underlying: 'ABC', action: 'buy', context: { mood: 1 } }),
    );
    await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
    expect(await update(hour)).toEqual(before);
  }, 60_000);

  test('removes models that nothing refers to, beyond those that the policy keeps', async () => {
    const home = homePaths(join(dir, 'home'));
    const retention = { keep: 1, days: 1 };
    await writeFile(home.gatePolicy, JSON.stringify({ ...DEFAULT_POLICY, retention }));
    const made: (string | null)[] = [];
    // Nothing came in these minutes: there is nothing that a model says for the first time.
    for (const minute of ['31', '32', '33'])
      made.push((await update(`2025-03-14T20:${minute}:00Z`)).model_id);
    const left = await readdir(home.models);
    expect(left).toContain(made[2]);
    expect(made.filter((model_id) => model_id !== null && left.includes(model_id)).length).toBeLessThan(3);
    // The one that is reported stays, though it is of weeks ago and stands for no name.
    const deployed = { model_id: (await servingNow(home)).shadow?.model_id as string, at: AT, as_of: null };
    await keepDeployment(home, { what: 'begun', ...deployed, seq: 0 });
    const { model_id: old } = await update('2025-02-21');
    expect((await servingNow(home)).shadow?.model_id).toBe(deployed.model_id);
    expect(await readdir(home.models)).toContain(old);
    await keepDeployment(home, { what: 'ended', ...deployed, end: 'aborted', reason: null });
    await rm(home.gatePolicy);
  }, 60_000);

  test('of a day is the same model once a decision from before the stream, open on that day, is labelled', async () => {
    const own = await openSteps(join(dir, 'long'));
    const bring = async (name: string, ...records: object[]) => {
      const path = join(dir, name);
      await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      await own.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
    };
    const folder = join(dir, 'long-files');
    for (const path of await writeIntradayAccount(folder, { from: '2025-01-06', to: '2025-01-24', seed: 3 }))
      await own.steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
    // Nothing but its own prices says how large its reward is: it comes before all others.
    const bars = sessionsBetween('2024-11-18', '2025-01-02').map((ts, i) => {
      const price = 100 + (i % 2);
      const day = { open: price, high: price, low: price, close: price, volume: 1 };
      return { symbol: 'XYZ', interval: '1d', ts, ...day };
    });
    await bring('xyz.bars.jsonl', ...bars);
    const long = { account: 'main', underlying: 'XYZ', quantity: 10 };
    const advice = { recommendation_id: 'long', sent_at: '2025-01-03T15:00:00Z', action: 'buy' };
    const priced = { valid_until: '2025-01-03T15:30:00Z', premium: 100, underlying_price: 100 };
    await bring('long.recommendations.jsonl', { ...long, ...advice, ...priced, context: { mood: 1 } });
    const buy = { executed_at: '2025-01-03T15:01:00Z', action: 'buy', price: 100 };
    await bring('bought.executions.jsonl', { ...long, ...buy });
    const asked = { weighting: 'pnl', hours: MONTH_HOURS, asOf: '2025-01-17', at: AT } as const;
    const before = await own.steps.updateOnline(asked);
    const sell = { executed_at: '2025-01-23T15:00:00Z', action: 'sell', price: 104 };
    await bring('sold.executions.jsonl', { ...long, ...sell });
    expect(await own.steps.updateOnline(asked)).toEqual(before);
    expect(before.model_id).not.toBeNull();
    const { rows } = await own.reads.tableRows({
      table: 'scenarios',
      where: [['recommendation_id', 'long']],
    });
    expect(rows).toMatchObject([{ status: 'labelled', labelled_at: '2025-01-23T15:00:00Z' }]);
    await own.close();
  }, 60_000);

  test('is kept through a rebuild, byte for byte', async () => {
    const before = [await table('predictions'), await table('model_evaluations')];
    await opened.steps.rebuildWarehouse({});
    expect([await table('predictions'), await table('model_evaluations')]).toEqual(before);
  }, 60_000);
});
