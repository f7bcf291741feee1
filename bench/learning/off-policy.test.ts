import { expect, test } from '@jest/globals';
import { seededRandom } from '../../domain/number/random.js';
import { drawn } from './off-policy.js';

test('intervals of ips, snips and dr hold the truth as often as they say, and dr errs least', () => {
  const random = seededRandom(20_250_301);
  const played = Array.from({ length: 400 }, () => drawn(random, { log: 0.5, target: 1, rewards: 1 }));
  const errors = (['ips', 'snips', 'dr'] as const).map((name) => {
    const held = played.filter(({ truth, estimates }) => {
      const { low, high } = estimates[name];
      return low !== null && high !== null && low <= truth && truth <= high;
    });
    expect(held.length / played.length).toBeGreaterThan(0.92);
    expect(held.length / played.length).toBeLessThan(0.98);
    return played.reduce(
      (sum, { truth, estimates }) => sum + ((estimates[name].value ?? NaN) - truth) ** 2,
      0,
    );
  });
  const [ips, snips, dr] = errors as [number, number, number];
  expect(snips).toBeLessThan(ips);
  expect(dr).toBeLessThan(ips);
});
