import { describe, expect, test } from '@jest/globals';
import { saidBefore, type SaidRow } from './said-before.js';

const row = (
  scenario_id: string,
  model_id: string,
  source: SaidRow['source'],
  p_win: number,
  lineage = model_id.split('-')[0] as string,
  { role = 'shadow', trained_through = '2025-01-02' }: Partial<SaidRow> = {},
): SaidRow => ({ scenario_id, model_id, lineage, source, role, trained_through, p_win });

describe('saidBefore(rows, { lineage, incumbent })', () => {
  const rows = [
    row('a', 'mlp-1', 'walk_forward', 0.6),
    row('a', 'base_rate', 'walk_forward', 0.5, 'base_rate', { role: 'baseline' }),
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

  test('beside a baseline of folds takes the one that had the same labels, whichever was kept first', () => {
    const baseline = (model_id: string, p: number, trained_through: string) =>
      row('a', model_id, 'walk_forward', p, 'base_rate', { role: 'baseline', trained_through });
    const own = row('a', 'mlp-1', 'walk_forward', 0.6, 'mlp', { trained_through: '2025-01-02' });
    const fold = baseline('base_rate-0123456789ab', 0.5, '2025-01-02');
    const stream = baseline('base_rate', 0.7, '2025-01-08');
    const beside = (...given: SaidRow[]) =>
      saidBefore(given, { lineage: 'mlp', incumbent: 'base_rate' }).baselines.base_rate.get('a');
    expect(beside(own, fold)).toBe(0.5);
    expect(beside(own, fold, stream)).toBe(0.5);
    expect(beside(stream, own, fold)).toBe(0.5);
    // Where none had the same, the one by the name itself.
    expect(beside(stream, own)).toBe(0.7);
  });
});
