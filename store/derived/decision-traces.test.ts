import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { homePaths } from '../home/home.js';
import { tableRows } from '../exports/table-rows.js';

const SPECIFICATION = {
  feature_spec: 1,
  name: 'two',
  actions: ['skip', 'follow'],
  features: [{ name: 'dte' }, { name: 'vix' }],
};
const ADVICE = {
  ...{
    recommendation_id: 'r',
    trading_date: '2025-01-06',
    action: 'sell_to_open',
    underlying: 'XYZ',
    right: 'call',
  },
  ...{ strike: 1_050_000_000_000n, expiration: '2025-03-21', quantity: 20_000_000_000n },
};

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse(':memory:');
  await warehouse.insert('scenario_specification', [
    { spec_id: 's', specification: JSON.stringify(SPECIFICATION), saved: true, surroundings: '' },
  ]);
  await warehouse.insert('recommendations', [
    {
      ...ADVICE,
      record_id: 'a',
      sent_at: '2025-01-06T14:00:00Z',
      premium: 12_500_000_000n,
      context: '{"mood":"calm"}',
    },
    {
      ...{
        ...ADVICE,
        record_id: 'b',
        sent_at: '2025-01-06T15:00:00Z',
        premium: 13_000_000_000n,
        context: '{"mood":"wild"}',
      },
      ...{ bid: 12_900_000_000n, propensity: 0.25, alternatives: '[{"action":"wait","propensity":0.75}]' },
    },
  ]);
  await warehouse.insert('scenario_features', [
    { scenario_id: 's', spec_id: 's', missing: ['vix'], values: [9.5, 0] },
  ]);
});
afterEach(() => warehouse.close());

async function plant(scenario: object, match: object) {
  const common = { trading_date: '2025-01-06', match_id: 'm', recommendation_id: 'r' };
  await warehouse.insert('scenarios', [
    { ...common, scenario_id: 's', sent_at: '2025-01-06T15:00:00Z', spec_id: 's', flags: [], ...scenario },
  ]);
  await warehouse.insert('matches', [{ ...common, execution_ids: [], ...match }]);
}

async function traces() {
  return (await tableRows({ warehouse, home: homePaths('/nowhere') }, { table: 'decision_traces' })).rows;
}

describe('decision_traces', () => {
  test('have the terms of the latest revision, the context of the first, and the features that were known', async () => {
    await plant({ chosen: 'follow', status: 'pending' }, { match_type: 'pending' });
    expect(await traces()).toMatchObject([
      {
        snapshot: { bid: 1.29, features: { dte: 9.5 }, missing: ['vix'], context: { mood: 'calm' } },
        proposal: {
          ...{
            action: 'sell_to_open',
            underlying: 'XYZ',
            right: 'call',
            strike: 105,
            expiration: '2025-03-21',
          },
          ...{
            quantity: 2,
            premium: 1.3,
            propensity: 0.25,
            alternatives: [{ action: 'wait', propensity: 0.75 }],
          },
        },
        ...{ executed: null, exogenous: false },
      },
    ]);
  });

  test('mark what was no choice, and say what was traded', async () => {
    const fills = { execution_ids: ['x1', 'x2'], traded_right: 'call', traded_strike: 1_100_000_000_000n };
    await plant(
      { chosen: null, status: 'exogenous', exogenous_reason: 'outage' },
      { ...fills, match_type: 'modify', traded_quantity: 10_000_000_000n, traded_price: 9_500_000_000n },
    );
    expect(await traces()).toMatchObject([
      {
        ...{ exogenous: true, exogenous_reason: 'outage', chosen: null, match_type: 'modify' },
        executed: { execution_ids: ['x1', 'x2'], right: 'call', strike: 110, quantity: 1, price: 0.95 },
      },
    ]);
  });

  test('keep dollars apart from rewards, and what following would have come to from what it did', async () => {
    const units = 10_000_000_000n;
    await plant(
      { chosen: 'skip', status: 'labelled', label: 0, reward: -0.5, reward_raw: -50n * units },
      { match_type: 'reject' },
    );
    const reward = { scenario_id: 's', model_id: null };
    await warehouse.insert('rewards', [
      {
        ...reward,
        action: 'follow',
        source: 'counterfactual',
        reward: -0.5,
        reward_low: -0.75,
        reward_high: -0.25,
      },
      { ...reward, action: 'skip', source: 'outcome', reward: 0.125, reward_low: 0.125, reward_high: 0.125 },
    ]);
    const dollars = {
      pnl_low: -75n * units,
      pnl_mid: -50n * units,
      pnl_high: -25n * units,
      human_pnl: 12n * units,
    };
    await warehouse.insert('counterfactuals', [
      { ...dollars, recommendation_id: 'r', match_id: 'm', source: 'model', verdict: 'user_better' },
    ]);
    expect(await traces()).toMatchObject([
      {
        ...{ reward: -0.5, reward_raw: -50, skip_reward: 0.125, human_pnl: 12 },
        ...{
          counterfactual_reward: -0.5,
          counterfactual_reward_low: -0.75,
          counterfactual_reward_high: -0.25,
        },
        ...{
          pnl_low: -75,
          pnl_mid: -50,
          pnl_high: -25,
          counterfactual_source: 'model',
          verdict: 'user_better',
        },
      },
    ]);
  });
});
