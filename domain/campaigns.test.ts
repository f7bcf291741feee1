import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { campaigns } from './campaigns.js';

describe('campaigns', () => {
  test('runs from the first opening until everything is closed', () => {
    const told = campaigns([
      { id: 'shares', from: '2024-01-02', to: '2024-03-01' },
      { id: 'call', from: '2024-01-03T15:00:00Z', to: '2024-01-19' },
      { id: 'later', from: '2024-04-01', to: '2024-04-02' },
    ]);
    expect(Object.fromEntries(told)).toEqual({ shares: 'shares', call: 'shares', later: 'later' });
  });

  test('joins what is opened within five sessions of being flat', () => {
    // Monday 2024-01-15 was a holiday: five sessions after Friday the 12th is Monday the 22nd.
    const first = { id: 'first', from: '2024-01-02', to: '2024-01-12' };
    const joined = campaigns([first, { id: 'next', from: '2024-01-22', to: '2024-01-23' }]);
    const apart = campaigns([first, { id: 'next', from: '2024-01-23', to: '2024-01-23' }]);
    expect([joined.get('next'), apart.get('next')]).toEqual(['first', 'next']);
  });

  test('goes on while anything is open', () => {
    const told = campaigns([
      { id: 'open', from: '2024-01-02', to: null },
      { id: 'brief', from: '2024-01-03', to: '2024-01-04' },
      { id: 'later', from: '2025-04-01', to: '2025-04-02' },
    ]);
    expect(new Set(told.values())).toEqual(new Set(['open']));
  });

  test('is the same for any order of the input', () => {
    const span = fc.record({
      id: fc.uuid(),
      from: fc.integer({ min: 1, max: 28 }).map((day) => `2024-02-${String(day).padStart(2, '0')}`),
      to: fc.option(fc.integer({ min: 1, max: 28 }).map((day) => `2024-03-${String(day).padStart(2, '0')}`)),
    });
    fc.assert(
      fc.property(fc.uniqueArray(span, { selector: ({ id }) => id }), (spans) => {
        expect(campaigns(spans.toReversed())).toEqual(new Map(campaigns(spans)));
      }),
    );
  });
});
