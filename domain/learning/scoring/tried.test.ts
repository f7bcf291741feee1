import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alphaOfStart } from '../gate/challenger-evidence.js';
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

test('startOf numbers each start once, whichever are looked at again and in whatever order, so that errors add up to α', () => {
  const one = fc.record({
    lineage: fc.constantFrom('logistic', 'mlp', 'online_logistic'),
    incumbent_id: fc.constantFrom('base_rate', 'mlp-1', 'mlp-2'),
    spec_id: fc.constantFrom('a', 'b'),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 40 }), (looks) => {
      const log: ReturnType<typeof tried>[] = [];
      const numbers = new Map<string, number>();
      for (const asked of looks) {
        const start = startOf(log, asked);
        const key = JSON.stringify(asked);
        expect(start).toBe(numbers.get(key) ?? numbers.size + 1);
        numbers.set(key, start);
        log.push({ ...tried(asked.lineage, asked.incumbent_id), ...asked });
      }
      const errors = [...numbers.values()].map((start) => alphaOfStart(0.01, start));
      expect(errors.reduce((sum, error) => sum + error, 0)).toBeLessThan(0.01);
    }),
  );
});

test('trialsOf counts ways of making models, each by its last Sharpe ratio', () => {
  const before = [tried('a', 'x', 9), tried('a', 'x', 1), tried('b', 'x', 3), tried('c', 'x', null)];
  expect(trialsOf(before, tried('a', 'y', 1))).toEqual({ count: 3, variance: 2 });
  expect(trialsOf([], tried('a', 'y', 1))).toEqual({ count: 1, variance: 0 });
});
