import { describe, expect, test } from '@jest/globals';
import { roundsOf, type RoundStart } from './rounds.js';

const SHIFT = { kind: 'strike_shift', action: 'open', scope_kind: 'overall', scope: '' } as const;
const PATCH: RoundStart = {
  ...{ kind: 'strike_shift', action: 'open', scope_kind: 'overall' },
  underlyings: [],
  from: '2025-02-10',
  versions: ['v3.4', 'v3.5'],
};

function roundOf(
  starts: readonly RoundStart[],
  versions: string[],
  underlying = 'SOFI',
  since = '2025-03-03',
) {
  return roundsOf(SHIFT, starts).of({ underlying, versions, since });
}

describe('roundsOf(hypothesis, starts).of(advice)', () => {
  test('is 1 without a start, and of starts of others', () => {
    expect(roundOf([], ['v3.4'])).toBe(1);
    const others: RoundStart[] = [
      { ...PATCH, action: 'roll' },
      { ...PATCH, kind: 'expiration_shift' },
      { ...PATCH, scope_kind: 'regime' },
    ];
    expect(roundOf(others, ['v3.4'])).toBe(1);
    expect(roundsOf(SHIFT, others).count).toBe(1);
  });

  test('is the next where the version carries the patch; advice of the version before goes on in the first', () => {
    expect(roundsOf(SHIFT, [PATCH]).count).toBe(2);
    expect(roundOf([PATCH], ['v3.4'])).toBe(2);
    expect(roundOf([PATCH], ['v3.3'])).toBe(1);
    expect(roundOf([PATCH], ['v3.3', 'v3.4'])).toBe(1);
  });

  test('is the next for the underlyings of the patch, and those that are added join them', () => {
    const some = { ...PATCH, underlyings: ['SOFI'] };
    const more = { ...PATCH, underlyings: ['NIO'], from: '2025-03-10', versions: ['v3.5'] };
    expect(roundOf([some], ['v3.4'], 'NIO')).toBe(1);
    expect(roundOf([some, more], ['v3.5'], 'NIO')).toBe(2);
    expect(roundOf([some, more], ['v3.5'])).toBe(2);
  });

  test('is the next of a regime and of an underlying where the patch is overall, and not the other way round', () => {
    const advice = { underlying: 'SOFI', versions: ['v3.4'], since: '2025-03-03' };
    const regime = { ...SHIFT, scope_kind: 'regime', scope: 'dte_middle' } as const;
    expect(roundsOf(regime, [PATCH]).of(advice)).toBe(2);
    expect(roundsOf(regime, [{ ...PATCH, underlyings: ['NIO'] }]).of(advice)).toBe(1);
    const [no_roll, ofAll] = [
      { kind: 'no_roll', action: 'roll' } as const,
      { ...PATCH, kind: 'no_roll', action: 'roll' } as const,
    ];
    const own = { ...no_roll, scope_kind: 'underlying', scope: 'SOFI' } as const;
    expect(roundsOf(own, [ofAll]).of(advice)).toBe(2);
    expect(roundsOf(own, [{ ...ofAll, underlyings: ['NIO'] }]).count).toBe(1);
    expect(roundsOf(SHIFT, [{ ...PATCH, scope_kind: 'regime' }]).count).toBe(1);
  });

  test('is one more for each patch that the version carries, those of one day counting once', () => {
    const again = { ...PATCH, from: '2025-03-10', versions: ['v3.5'] };
    expect(roundOf([PATCH, again], ['v3.5'])).toBe(3);
    expect(roundOf([PATCH, again], ['v3.4'])).toBe(2);
    expect(roundOf([PATCH, { ...again, from: PATCH.from }], ['v3.5'])).toBe(2);
  });

  test('is the next for all advice first given after a rejection, whatever its version and underlying', () => {
    const rejection = { ...PATCH, versions: null, underlyings: ['NIO'] };
    expect(roundOf([rejection], ['v3.3'], 'SOFI', '2025-02-10')).toBe(2);
    expect(roundOf([rejection], ['v3.3'], 'SOFI', '2025-02-07')).toBe(1);
  });

  test('of an underlying is begun by a patch of that underlying alone', () => {
    const refusal = {
      kind: 'underlying_refusal',
      action: 'any',
      scope_kind: 'underlying',
      scope: 'NIO',
    } as const;
    const start = { ...PATCH, ...refusal, underlyings: ['NIO', 'F'] };
    expect(roundsOf(refusal, [start]).count).toBe(2);
    expect(roundsOf({ ...refusal, scope: 'SOFI' }, [start]).count).toBe(1);
  });
});
