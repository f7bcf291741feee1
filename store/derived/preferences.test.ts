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

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse(':memory:');
  await warehouse.insert('scenario_specification', [
    { spec_id: 's', specification: JSON.stringify(SPECIFICATION), saved: true, surroundings: '' },
  ]);
});
afterEach(() => warehouse.close());

interface Planted {
  day: string;
  chosen: 'follow' | 'skip' | null;
  label?: 0 | 1 | null;
  reward?: number | null;
  flags?: string[];
}

/** A scenario on a day with its advice, two features of which one is not known, and what was chosen and came of it. */
async function plant(id: string, { day, chosen, label = null, reward = null, flags = [] }: Planted) {
  const common = { recommendation_id: `r-${id}`, trading_date: day, sent_at: `${day}T14:00:00Z` };
  await warehouse.insert('recommendations', [
    {
      ...{ ...common, record_id: id, action: 'sell_to_open', underlying: 'XYZ', right: 'call' },
      ...{
        strike: 1_050_000_000_000n,
        expiration: '2025-03-21',
        quantity: 20_000_000_000n,
        premium: 12_500_000_000n,
      },
    },
  ]);
  await warehouse.insert('scenarios', [
    {
      ...{ ...common, scenario_id: id, spec_id: 's', underlying: 'XYZ', action: 'sell_to_open', chosen },
      ...{ status: label === null ? 'undetermined' : 'labelled', label, reward, flags, synthetic: false },
    },
  ]);
  await warehouse.insert('scenario_features', [
    { scenario_id: id, spec_id: 's', missing: ['vix'], values: [9.5, 0] },
  ]);
}

interface Preference extends Record<
  'preference_id' | 'kind' | 'basis' | 'scenario_id' | 'prompt' | 'fold' | 'margin',
  string
> {
  chosen: string | null;
  rejected: string | null;
  completion: string | null;
  label: boolean | null;
  synthetic: boolean;
}

async function preferences(): Promise<Preference[]> {
  const { rows } = await tableRows({ warehouse, home: homePaths('/nowhere') }, { table: 'preferences' });
  return rows as unknown as Preference[];
}

const of = (rows: readonly Preference[], id: string) =>
  rows
    .filter(({ scenario_id }) => scenario_id === id)
    .map(({ kind, basis, chosen, rejected, completion, label, margin }) =>
      [kind, basis, chosen ?? completion, rejected ?? label, margin].join(' '),
    )
    .sort();

describe('preferences', () => {
  test('are by taste what the human did, by hindsight what was right, each as a pair and alone', async () => {
    await plant('cost', { day: '2025-01-06', chosen: 'follow', label: 0, reward: -0.5 });
    await plant('saved', { day: '2025-01-06', chosen: 'skip', label: 0, reward: -0.25 });
    const rows = await preferences();
    expect(of(rows, 'cost')).toEqual([
      'paired hindsight skip follow 0.5',
      'paired taste follow skip -0.5',
      'unpaired hindsight follow false 0.5',
      'unpaired taste follow true -0.5',
    ]);
    expect(of(rows, 'saved')).toEqual([
      'paired hindsight skip follow 0.25',
      'paired taste skip follow 0.25',
      'unpaired hindsight follow false 0.25',
      'unpaired taste follow false 0.25',
    ]);
    expect(new Set(rows.map(({ preference_id }) => preference_id)).size).toBe(8);
  });

  test('are none where nothing was to choose or the choice is not known, and only of taste where nothing is sure', async () => {
    await plant('hold', { day: '2025-01-06', chosen: 'follow', flags: ['no_trade'] });
    await plant('pending', { day: '2025-01-06', chosen: null });
    await plant('unsure', { day: '2025-01-06', chosen: 'skip' });
    await plant('neutral', { day: '2025-01-06', chosen: null, label: null, reward: 0 });
    expect((await preferences()).map(({ scenario_id, basis }) => `${scenario_id} ${basis}`)).toEqual([
      'unsure taste',
      'unsure taste',
    ]);
  });

  test('of the latest days that make at most a fifth are the test, whatever their basis has', async () => {
    const days = ['2025-01-06', '2025-01-07', '2025-01-08', '2025-01-09', '2025-01-10'];
    for (const [at, day] of days.entries())
      for (const one of ['a', 'b'])
        await plant(`${one}${at}`, { day, chosen: 'follow', ...(at < 4 && { label: 1, reward: 1 }) });
    await plant('c4', { day: '2025-01-10', chosen: 'skip' });
    const found = (await preferences()).filter(({ kind }) => kind === 'paired');
    const tested = (basis: string) =>
      found.filter((row) => row.basis === basis && row.fold === 'test').map(({ scenario_id }) => scenario_id);
    // Three of eleven would be more than a fifth; of the eight with hindsight two would be.
    expect([tested('taste'), tested('hindsight')]).toEqual([[], []]);
    await plant('d0', { day: '2025-01-06', chosen: 'skip', label: 1, reward: 1 });
    await plant('e0', { day: '2025-01-06', chosen: 'skip', label: 1, reward: 1 });
    for (const at of [0, 1]) await plant(`f${at}`, { day: '2025-01-06', chosen: 'skip' });
    const again = (await preferences()).filter(({ kind, fold }) => kind === 'paired' && fold === 'test');
    expect(again.map(({ basis, scenario_id }) => `${basis} ${scenario_id}`).sort()).toEqual([
      ...['hindsight a3', 'hindsight b3', 'taste a4', 'taste b4', 'taste c4'],
    ]);
  });

  test('of copies with jittered features are in the training fold alone, with their own prompt', async () => {
    for (const [id, day] of [
      ['1', '2025-01-06'],
      ['2', '2025-01-07'],
      ['3', '2025-01-08'],
      ['4', '2025-01-09'],
      ['5', '2025-01-10'],
    ] as const)
      await plant(id, { day, chosen: 'follow', label: 1, reward: 1 });
    const copy = { model_id: 'm', spec_id: 's', features_hash: '', values: [9.25, 0] };
    await warehouse.insert('perturbed_scenarios', [
      { ...copy, scenario_id: 'of-1', parent_scenario_id: '1' },
      { ...copy, scenario_id: 'of-5', parent_scenario_id: '5' },
    ]);
    const rows = await preferences();
    expect(rows.filter(({ fold }) => fold === 'test').map(({ scenario_id }) => scenario_id)).toEqual(
      Array.from({ length: 4 }, () => '5'),
    );
    const copies = rows.filter(({ synthetic }) => synthetic);
    expect(copies.map(({ scenario_id, fold }) => `${scenario_id} ${fold}`)).toEqual(
      Array.from({ length: 4 }, () => 'of-1 train'),
    );
    expect(copies[0]?.prompt).toContain('dte 9.25');
  });

  test('ask by what was known when the advice came, whatever came of it', async () => {
    await plant('one', { day: '2025-01-06', chosen: 'follow', label: 0, reward: -2.5 });
    const prompts = async () => (await preferences()).map(({ prompt }) => prompt);
    const before = await prompts();
    expect(new Set(before)).toEqual(
      new Set([
        [
          'Advice: action sell_to_open, underlying XYZ, right call, strike 105, expiration 2025-03-21, quantity 2, premium 1.25',
          'Known: dte 9.5',
          'Not known: vix',
          'Follow or skip?',
        ].join('\n'),
      ]),
    );
    await warehouse.run(
      "UPDATE scenarios SET chosen = 'skip', label = 1, reward = 2, labelled_at = '2025-02-01'",
    );
    expect(await prompts()).toEqual(before);
  });
});
