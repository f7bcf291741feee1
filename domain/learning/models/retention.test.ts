import { expect, test } from '@jest/globals';
import { modelsToRemove } from './retention.js';

const model = (model_id: string, window_to: string, parent: string | null = null) => ({
  model_id,
  window_to,
  parent,
});

test('modelsToRemove takes the oldest beyond those to keep, but none that is referred to', () => {
  const models = [
    model('a', '2025-01-01'),
    model('b', '2025-01-02'),
    model('c', '2025-01-03'),
    model('d', '2025-01-04'),
    model('e', '2025-01-05'),
  ];
  expect(modelsToRemove(models, { keep: 2, referred: new Set(['b']) })).toEqual(['c', 'a']);
  expect(modelsToRemove(models, { keep: 9, referred: new Set() })).toEqual([]);
});

test('modelsToRemove keeps the parents of what stays, and theirs', () => {
  const models = [
    model('a', '2025-01-01'),
    model('b', '2025-01-02', 'a'),
    model('c', '2025-01-03'),
    model('d', '2025-01-04', 'b'),
  ];
  expect(modelsToRemove(models, { keep: 1, referred: new Set() })).toEqual(['c']);
});
