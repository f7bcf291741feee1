import { expect, test } from '@jest/globals';
import { startOf, trialsOf } from './tried.js';

const tried = (lineage: string, incumbent_id: string, sharpe: number | null = null) => ({
  ...{ model_id: `${lineage}-${incumbent_id}`, lineage, incumbent_id, spec_id: 'spec', sharpe },
});

test('startOf counts the lineages, incumbents and specifications before it; the same is the same start', () => {
  const before = [
    tried('a', 'base_rate'),
    tried('b', 'base_rate'),
    tried('a', 'base_rate'),
    tried('a', 'b-1'),
  ];
  expect(startOf(before, tried('a', 'base_rate'))).toBe(1);
  expect(startOf(before, tried('a', 'b-1'))).toBe(3);
  expect(startOf(before, tried('c', 'b-1'))).toBe(4);
  expect(startOf(before, { ...tried('a', 'base_rate'), spec_id: 'other' })).toBe(4);
  expect(startOf([], tried('a', 'base_rate'))).toBe(1);
});

test('trialsOf counts ways of making models, each by its last Sharpe ratio', () => {
  const before = [tried('a', 'x', 9), tried('a', 'x', 1), tried('b', 'x', 3), tried('c', 'x', null)];
  expect(trialsOf(before, tried('a', 'y', 1))).toEqual({ count: 3, variance: 2 });
  expect(trialsOf([], tried('a', 'y', 1))).toEqual({ count: 1, variance: 0 });
});
