import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BUILT_IN } from '../../domain/registry/registry.js';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { homePaths } from '../home/home.js';
import { tableRows, type Row } from '../exports/table-rows.js';

const UNIT = 10_000_000_000n;

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse(':memory:');
});
afterEach(() => warehouse.close());

interface Planted {
  sent_at: string;
  premium?: bigint;
  algorithm_version?: string | null;
  vetoes?: string[];
  labelled_at?: string | null;
  label?: 0 | 1 | null;
}

/** A scenario of advice to sell a call, with the guardrails that spoke against it and its label. */
async function plant(id: string, given: Planted) {
  const {
    sent_at,
    premium = UNIT,
    algorithm_version = 'v3.3',
    vetoes = [],
    labelled_at = null,
    label = null,
  } = given;
  const advice = {
    recommendation_id: `r-${id}`,
    trading_date: sent_at.slice(0, 10),
    sent_at,
    algorithm_version,
  };
  const call = { action: 'sell_to_open', underlying: 'XYZ' };
  await warehouse.insert('recommendations', [
    { ...advice, ...call, record_id: id, right: 'call', expiration: '2025-03-21', premium },
  ]);
  const came = { labelled_at, label, reward: label, status: label === null ? 'pending' : 'labelled' };
  await warehouse.insert('scenarios', [{ ...advice, ...call, ...came, scenario_id: id, synthetic: false }]);
  await warehouse.insert('scenario_results', [{ scenario_id: id, vetoes }]);
}

async function rollouts(policy: string): Promise<Row[]> {
  const home = homePaths('/nowhere');
  return (await tableRows({ warehouse, home }, { table: 'rollouts', where: [['policy', policy]] })).rows;
}

/** A version of the reference algorithm that asks for a premium of two dollars. */
const STRICTER = {
  ...{ ...BUILT_IN, version: 'v3.4', created_at: '2025-01-08T12:00:00Z' },
  parameters: JSON.stringify({
    ...(JSON.parse(BUILT_IN.parameters) as object),
    version: 'v3.4',
    minimumPremium: 2,
  }),
};

describe('rollouts', () => {
  test('of the algorithm follow what it advised, unless its guardrails speak against it', async () => {
    await plant('a', { sent_at: '2025-01-06T14:00:00Z' });
    await plant('b', { sent_at: '2025-01-06T15:00:00Z', vetoes: ['silent'] });
    const sent = {
      policy: 'algorithm',
      action: 'follow',
      probabilities: { follow: 1, skip: 0 },
      in_sample: false,
    };
    expect(await rollouts('algorithm')).toEqual([
      { ...sent, scenario_id: 'a', vetoes: [], final_action: 'follow' },
      { ...sent, scenario_id: 'b', vetoes: ['silent'], final_action: 'skip' },
    ]);
  });

  test('of a version say what its guardrails would have let through, of what its algorithm sent', async () => {
    await warehouse.insert('algorithm_versions', [BUILT_IN, STRICTER]);
    await plant('cheap', { sent_at: '2025-01-06T14:00:00Z' });
    await plant('dear', { sent_at: '2025-01-09T14:00:00Z', premium: 3n * UNIT });
    await plant('other', { sent_at: '2025-01-09T14:00:00Z', algorithm_version: 'bot-7' });
    await plant('unnamed', { sent_at: '2025-01-09T14:00:00Z', algorithm_version: null });
    const said = async (version: string) =>
      (await rollouts(`algorithm:${version}`)).map((row) => [
        ...[row['scenario_id'], row['vetoes'], row['final_action'], row['in_sample']],
      ]);
    // It was made when the first had come, and may have been made because of it.
    expect(await said('v3.4')).toEqual([
      ['cheap', ['minimum_premium'], 'skip', true],
      ['dear', [], 'follow', false],
    ]);
    expect(await said('v3.3')).toEqual([
      ['cheap', [], 'follow', false],
      ['dear', [], 'follow', false],
    ]);
  });

  test('of a version that differs by regime go by what was known on that morning', async () => {
    const parameters = JSON.parse(BUILT_IN.parameters) as object;
    const byRegime = [{ when: 'dte_long', set: { minimumPremium: 2 } }];
    await warehouse.insert('algorithm_versions', [
      { ...STRICTER, parameters: JSON.stringify({ ...parameters, version: 'v3.4', byRegime }) },
    ]);
    await plant('far', { sent_at: '2025-01-09T14:00:00Z', algorithm_version: 'v3.4' });
    await plant('near', { sent_at: '2025-03-18T14:00:00Z', algorithm_version: 'v3.4' });
    const said = (await rollouts('algorithm:v3.4')).map(({ scenario_id, vetoes }) => [scenario_id, vetoes]);
    expect(said).toEqual([
      ['far', ['minimum_premium']],
      ['near', []],
    ]);
  });

  test('are what was said before the outcome was known, live before folds, whatever is computed now', async () => {
    await plant('a', { sent_at: '2025-01-06T14:00:00Z' });
    const said = {
      scenario_id: 'a',
      model_id: 'base_rate',
      lineage: 'base_rate',
      role: 'baseline',
      vetoes: [],
    };
    const live = { action: 'follow', action_probabilities: '{"follow":1,"skip":0}', final_action: 'follow' };
    const fold = { action: 'skip', action_probabilities: '{"follow":0,"skip":1}', final_action: 'skip' };
    await warehouse.insert('predictions', [
      { ...said, ...fold, source: 'walk_forward', kept: 1 },
      { ...said, ...live, source: 'live', kept: 2 },
    ]);
    const rows = await rollouts('base_rate');
    expect(rows).toMatchObject([{ action: 'follow', probabilities: { follow: 1 }, in_sample: false }]);
  });

  test('of the base rate count the labels that were known before the advice came, those of a bare date at its end', async () => {
    const gain = { label: 1, sent_at: '2025-01-02T14:00:00Z' } as const;
    await plant('at', { ...gain, labelled_at: '2025-01-06T14:00:00Z' });
    await plant('day', { ...gain, labelled_at: '2025-01-06' });
    for (const [id, sent_at] of [
      ['first', '2025-01-06T14:00:00Z'],
      ['then', '2025-01-06T14:00:01Z'],
    ] as const)
      await plant(id, { sent_at, vetoes: ['silent'] });
    await plant('loss', { label: 0, sent_at: '2025-01-06T14:00:02Z', labelled_at: '2025-01-06T15:00:00Z' });
    await plant('even', { sent_at: '2025-01-06T16:00:00Z' });
    await plant('next', { sent_at: '2025-01-07T14:00:00Z' });
    const rows = new Map((await rollouts('base_rate')).map((row) => [row['scenario_id'], row]));
    const said = ['first', 'then', 'even', 'next'].map((id) => {
      const { action, vetoes, final_action, in_sample } = rows.get(id) as Row;
      return [id, action, vetoes, final_action, in_sample];
    });
    expect(said).toEqual([
      ['first', 'skip', [], 'skip', false],
      ['then', 'follow', ['silent'], 'skip', false],
      ['even', 'skip', [], 'skip', false],
      ['next', 'follow', [], 'follow', false],
    ]);
  });
});
