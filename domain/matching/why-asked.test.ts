import { describe, expect, test } from '@jest/globals';
import type { ToldMatch } from './match-words.js';
import { doubtOf, whyAsked } from './why-asked.js';

const match = (given: object = {}): ToldMatch => ({
  ...{ match_type: 'modify', trading_date: '2025-01-06', action: 'roll', flags: [], modified_fields: [] },
  ...{ execution_ids: [], confidence: 0.99 },
  ...given,
});
const LATELY = { alike: 14, of: 18 };

describe('doubtOf(match)', () => {
  test.each([
    ['doubtful', { confidence: 0.85, flags: ['far_strike'] }],
    ['far', { flags: ['far_strike'] }],
    ['audit', {}],
  ])('is %s of %j', (kind, given) => {
    expect(doubtOf(match(given))).toBe(kind);
  });
});

describe('whyAsked(kind, match, lately)', () => {
  test('says why in a sentence', () => {
    expect(whyAsked('reason', match(), LATELY)).toBe(
      '14 of 18 rolls of the last 13 weeks look like this one.',
    );
    expect(whyAsked('reason', match(), { alike: 1, of: 18 })).toBe(
      'No other answer of the last 13 weeks is like this one.',
    );
    expect(whyAsked('doubtful', match({ confidence: 0.849 }), LATELY)).toBe(
      'Matches like this one are right in 85 of 100 cases.',
    );
    expect(whyAsked('far', match({ flags: ['far_strike', 'far_expiration'] }), LATELY)).toBe(
      'Strike and expiration are far from what was advised: it may answer no advice.',
    );
    expect(whyAsked('audit', match(), LATELY)).toContain('Drawn by lot');
  });
});
