import { describe, expect, test } from '@jest/globals';
import { saidBefore, type SaidRow } from './said-before.js';

const row = (
  scenario_id: string,
  model_id: string,
  source: SaidRow['source'],
  p_win: number,
  lineage = model_id.split('-')[0] as string,
): SaidRow => ({ scenario_id, model_id, lineage, source, p_win });

describe('saidBefore(rows, { lineage, incumbent })', () => {
  const rows = [
    row('a', 'mlp-1', 'walk_forward', 0.6),
    row('a', 'base_rate', 'walk_forward', 0.5),
    row('a', 'mlp-2', 'walk_forward', 0.9),
    row('b', 'mlp-2', 'walk_forward', 0.7),
    row('b', 'logistic-9', 'walk_forward', 0.4),
    row('b', 'mlp-2', 'live', 0.71),
    row('b', 'logistic-9', 'live', 0.41),
    row('c', 'mlp-2', 'live', 0.72),
    row('c', 'mlp-2', 'walk_forward', 0.73),
    row('c', 'logistic-9', 'walk_forward', 0.43),
    row('d', 'logistic-9', 'live', 0.44),
  ];

  test('is the first that the lineage said of each, live where both said so live', () => {
    const { challenger, incumbent } = saidBefore(rows, { lineage: 'mlp', incumbent: 'logistic-9' });
    expect([...challenger]).toEqual([
      ['b', 0.71],
      ['c', 0.73],
      ['a', 0.6],
    ]);
    expect([...incumbent]).toEqual([
      ['b', 0.41],
      ['c', 0.43],
    ]);
  });

  test('beside a baseline is what was said of folds, where the baseline said nothing live', () => {
    const { challenger, incumbent, baselines } = saidBefore(rows, { lineage: 'mlp', incumbent: 'base_rate' });
    expect(new Map(challenger)).toEqual(new Map(Object.entries({ a: 0.6, b: 0.7, c: 0.73 })));
    expect(incumbent).toEqual(new Map([['a', 0.5]]));
    expect(baselines.base_rate).toEqual(incumbent);
    expect(baselines.always_follow.size).toBe(0);
  });

  test('beside a champion of its own lineage takes what another model of it said live', () => {
    const both = [
      row('a', 'mlp-1', 'live', 0.6),
      row('a', 'mlp-2', 'live', 0.7),
      row('b', 'mlp-1', 'live', 0.61),
      row('c', 'mlp-1', 'walk_forward', 0.62),
    ];
    const { challenger, incumbent } = saidBefore(both, { lineage: 'mlp', incumbent: 'mlp-1' });
    expect(Object.fromEntries(challenger)).toEqual({ a: 0.7, c: 0.62 });
    expect(Object.fromEntries(incumbent)).toEqual({ a: 0.6, c: 0.62 });
  });
});
