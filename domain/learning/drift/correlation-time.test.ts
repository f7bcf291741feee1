import { describe, expect, test } from '@jest/globals';
import { normal, seededRandom } from '../../number/random.js';
import { correlationTime } from './correlation-time.js';

describe('correlationTime(values)', () => {
  const random = seededRandom(3);

  test('is near 1 of independent values, and 1 of one value again and again', () => {
    expect(correlationTime(Array.from({ length: 2_000 }, () => normal(random)))).toBeLessThan(1.5);
    expect(correlationTime([4, 4, 4, 4])).toBe(1);
    expect(correlationTime([])).toBe(1);
  });

  test('is five where five in a row are the same, and (1 + r) ÷ (1 − r) where each keeps r of the last', () => {
    let value = 0;
    const days = Array.from({ length: 5_000 }, (_, i) => (value = i % 5 === 0 ? normal(random) : value));
    expect(correlationTime(days)).toBeCloseTo(5, 0);
    const kept = Array.from(
      { length: 20_000 },
      () => (value = 0.8 * value + Math.sqrt(1 - 0.8 ** 2) * normal(random)),
    );
    expect(correlationTime(kept)).toBeGreaterThan(7.5);
    expect(correlationTime(kept)).toBeLessThan(10.5);
  });

  test('goes by ranks: a value far out changes as little as any', () => {
    const values = Array.from({ length: 100 }, () => normal(random));
    const far = values.map((one) => (one === Math.max(...values) ? 1e9 : one));
    expect(correlationTime(far)).toBe(correlationTime(values));
  });
});
