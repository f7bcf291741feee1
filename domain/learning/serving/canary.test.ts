import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { saltOf, servesDecision } from './canary.js';

describe('servesDecision({ share, salt }, recommendation_id)', () => {
  test('by the first eight hex digits of sha256(salt + id) ÷ 2³²', () => {
    // printf 'sr1' | sha256sum begins with 0b2a3687: .04361.
    expect(servesDecision({ share: 0.0437, salt: 's' }, 'r1')).toBe(true);
    expect(servesDecision({ share: 0.0435, salt: 's' }, 'r1')).toBe(false);
  });

  test('serves about its share, and of a larger share all that a smaller one has', () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `r${i}`);
    const salt = saltOf('logistic-0123456789ab', 7);
    const served = ids.filter((id) => servesDecision({ share: 0.2, salt }, id));
    expect(Math.abs(served.length / ids.length - 0.2)).toBeLessThan(0.015);
    fc.assert(
      fc.property(fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), (id, share) => {
        if (servesDecision({ share, salt }, id))
          expect(servesDecision({ share: share + (1 - share) / 2, salt }, id)).toBe(true);
      }),
    );
  });
});
