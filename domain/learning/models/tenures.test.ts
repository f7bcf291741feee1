import { expect, test } from '@jest/globals';
import { knownAt } from '../features/known-times.js';
import type { RegistryLine } from './registry.js';
import { inForce } from './tenures.js';

const line = (
  seq: number,
  alias: RegistryLine['alias'],
  model_id: string | null,
  as_of: string,
): RegistryLine => ({
  ...{ seq, alias, model_id, manifest_sha256: model_id && 'x', evaluation_id: null },
  ...{ at: '2030-01-01T00:00:00Z', by: 'user', reason: null, as_of },
});

test('inForce(lines) says which model stood for which alias from when to when, by what was known, not by the clock', () => {
  const lines = [
    line(1, 'shadow', 'a', '2025-01-06'),
    line(2, 'previous', null, '2025-01-10'),
    line(2, 'shadow', null, '2025-01-10'),
    line(2, 'champion', 'a', '2025-01-10'),
    line(3, 'shadow', 'b', '2025-01-10'),
    line(4, 'shadow', 'c', '2025-01-10'),
  ];
  const [first, second] = [knownAt('2025-01-06'), knownAt('2025-01-10')];
  expect(inForce(lines)).toEqual([
    { alias: 'champion', model_id: 'a', from: second, to: Infinity },
    { alias: 'shadow', model_id: 'a', from: first, to: second },
    { alias: 'shadow', model_id: 'c', from: second, to: Infinity },
  ]);
});
