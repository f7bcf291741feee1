import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultSpecification } from '../domain/learning/features/default-specification.js';
import type { Row } from '../store/exports/table-rows.js';
import { homePaths } from '../store/home/home.js';
import { closeStore, openStore } from '../store/open-store.js';
import { importSample } from '../test/sample-home.js';
import { writeSmallMarket } from '../test/small-market.js';
import { exportHashes } from '../test/export-hashes.js';
import { openSteps, type OpenSteps } from './make-steps.js';

let dir: string;
let opened: OpenSteps;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'traces-'));
  opened = await openSteps(join(dir, 'home'));
});
afterEach(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

const exported = (table: string, format: 'jsonl' | 'csv' | 'parquet') =>
  opened.steps.exportTable({ table, format });

async function table(name: string): Promise<Row[]> {
  const { path } = await exported(name, 'jsonl');
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Row);
}

describe('decision_traces of a simulated person', () => {
  test('tie out to scenarios, matches, rewards and counterfactuals', async () => {
    await importSample(opened.steps);
    await opened.steps.updateScenarios({});
    for (const name of ['decision_traces', 'matches', 'rewards', 'counterfactuals', 'scenarios'])
      await exported(name, 'parquet');
    await opened.close();
    const { exports } = homePaths(join(dir, 'home'));
    const store = await openStore(homePaths(join(dir, 'home')));
    const of = (name: string) => `'${join(exports, `${name}.parquet`)}'`;
    const sums = (relation: string, columns: string) =>
      store.warehouse.rows<object>(`SELECT count(*) AS rows, ${columns} FROM ${relation}`);
    const judged = `SELECT scenario_id, c.*, m.* EXCLUDE (recommendation_id, match_id, account, underlying, action, trading_date)
      FROM ${of('scenarios')} JOIN ${of('counterfactuals')} AS c USING (recommendation_id) JOIN ${of('matches')} AS m USING (recommendation_id)`;
    const scenarios =
      'count(label) AS labels, sum(reward) AS reward, sum(reward_raw) AS usd, count(chosen) AS chosen';
    const dollars =
      'sum(pnl_low) AS low, sum(pnl_mid) AS mid, sum(pnl_high) AS high, sum(human_pnl) AS human';
    const answers = 'count(cause) AS causes, sum(hours_to_execution) AS hours';
    try {
      const traces = of('decision_traces');
      const ordered = `(FROM ${traces} ORDER BY scenario_id)`;
      expect(await sums(ordered, scenarios)).toEqual(
        await sums(`(FROM ${of('scenarios')} WHERE NOT synthetic ORDER BY scenario_id)`, scenarios),
      );
      expect(await sums(`${traces} WHERE counterfactual_source IS NOT NULL`, dollars)).toEqual(
        await sums(`(${judged})`, dollars),
      );
      expect(await sums(`${ordered} WHERE counterfactual_source IS NOT NULL`, answers)).toEqual(
        await sums(`(${judged} ORDER BY scenario_id)`, answers),
      );
      const [means] = await store.warehouse.rows<object>(
        `SELECT sum(counterfactual_reward) = (SELECT sum(reward) FROM (FROM ${of('rewards')}
             WHERE source = 'counterfactual' ORDER BY scenario_id)) AS counterfactual,
           sum(skip_reward) = (SELECT sum(reward) FROM (FROM ${of('rewards')} WHERE action = 'skip' ORDER BY scenario_id)) AS skipped
         FROM ${ordered}`,
      );
      expect(means).toEqual({ counterfactual: true, skipped: true });
      const [traded] = await store.warehouse.rows<object>(
        `SELECT sum((executed ->> 'quantity')::DECIMAL(38,10)) = (SELECT sum(traded_quantity) FROM ${of('matches')}
             WHERE match_type <> 'independent') AS quantity,
           count(*) FILTER (match_type = 'consent') > 100 AS consents, count(*) FILTER (chosen = 'skip') > 10 AS skips
         FROM ${traces}`,
      );
      expect(traded).toEqual({ quantity: true, consents: true, skips: true });
    } finally {
      await closeStore(store);
      opened = await openSteps(join(dir, 'home'));
    }
  }, 120_000);
});

describe('decision_traces of a small market', () => {
  /** Imports the lines of its files that `isKept` keeps. The bot has a context, and features stay the same. */
  async function bring(isKept: (record: Record<string, string>) => boolean): Promise<void> {
    const { featureSpecification } = homePaths(join(dir, 'home'));
    await mkdir(dirname(featureSpecification), { recursive: true });
    await writeFile(featureSpecification, JSON.stringify(defaultSpecification([{ vix: 17 }])));
    const files = Object.values(await writeSmallMarket(join(dir, 'market')));
    for (const path of files) {
      const log = (await readFile(path, 'utf8')).replaceAll('"premium"', '"context":{"vix":17},"premium"');
      const kept = log
        .split('\n')
        .filter((line) => line !== '' && isKept(JSON.parse(line) as Record<string, string>));
      await writeFile(path, kept.map((line) => `${line}\n`).join(''));
      if (kept.length > 0)
        await opened.steps.importFile({ path, givenPath: path, account: null, coveredThrough: '2025-01-31' });
    }
    await opened.steps.updateScenarios({});
  }

  const known = async () =>
    (await table('decision_traces'))
      .filter(({ recommendation_id: id }) => id === 'XYZ-2025-01-13')
      .map(({ snapshot, proposal }) => ({ snapshot, proposal }));

  test('say what was known and proposed as they would if all that came after the advice were cut off', async () => {
    await bring(() => true);
    const before = await known();
    expect(before).toMatchObject([
      {
        snapshot: { context: { vix: 17 }, features: { context_vix: 17 } },
        proposal: { strike: 105, premium: 1.2 },
      },
    ]);
    await opened.close();
    await rm(join(dir, 'home'), { recursive: true });
    opened = await openSteps(join(dir, 'home'));
    const sent = '2025-01-13T14:35:00Z';
    await bring(({ sent_at, executed_at, ts }) => {
      const at = sent_at ?? executed_at ?? `${ts?.slice(0, 10)}T21:00:00Z`;
      return at <= sent;
    });
    expect((await table('matches')).map(({ match_type }) => match_type).sort()).toEqual([
      ...['consent', 'independent', 'pending'],
    ]);
    expect(await known()).toEqual(before);
  }, 60_000);

  test('are the same bytes in every format after the warehouse is rebuilt', async () => {
    await bring(() => true);
    const before = await exportHashes(opened.steps, 'decision_traces');
    await opened.steps.rebuildWarehouse({});
    await opened.steps.updateScenarios({});
    expect(await exportHashes(opened.steps, 'decision_traces')).toEqual(before);
  }, 60_000);
});
