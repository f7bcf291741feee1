import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { algorithmParametersSchema, V3_3 } from './algorithm-parameters.js';
import { ADVICE_ACTIONS } from '../records/records.js';
import { GUARDRAILS, vetoesOf, type GuardedAdvice, type Guarding } from './guardrails.js';

/** A Friday. */
const SESSION = '2025-02-07';
const SOLD: GuardedAdvice = {
  ...{ action: 'sell_to_open', underlying: 'AAPL', right: 'call', expiration: '2025-02-21', premium: 0.5 },
};
const quiet: Guarding = algorithmParametersSchema.parse({
  ...V3_3,
  quiet: { openWeekdays: [5], rollWeekdays: [5], beforeEarningsSessions: 3 },
});

function spoken(
  more: Partial<GuardedAdvice>,
  { parameters = V3_3, earningsIn = null }: { parameters?: Guarding; earningsIn?: number | null } = {},
) {
  const known = { earningsIn, regimes: () => ['dte_middle' as const] };
  return vetoesOf({ ...SOLD, ...more }, { session: SESSION, parameters, known });
}

describe('vetoesOf(advice)', () => {
  test('has nothing against what the parameters allow, nor where the advice names no premium', () => {
    expect(spoken({})).toEqual([]);
    expect(spoken({ premium: null })).toEqual([]);
    expect(spoken({ action: 'buy', right: null, premium: 0.05 })).toEqual([]);
  });

  test('names what is below a floor', () => {
    expect(spoken({ premium: 0.09 })).toEqual(['minimum_premium']);
    expect(spoken({ premium: 0.1 })).toEqual([]);
    expect(spoken({ action: 'roll', premium: 0.04 })).toEqual(['minimum_net_credit']);
    const parameters = { ...V3_3, minimumBuyBack: 0.05 };
    expect(spoken({ action: 'buy_to_close', premium: 0.04 }, { parameters })).toEqual(['minimum_buy_back']);
  });

  test('names the quiet days of opens and of rolls, and earnings that are near', () => {
    expect(spoken({}, { parameters: quiet, earningsIn: 4 })).toEqual(['open_weekday']);
    expect(spoken({}, { parameters: quiet, earningsIn: 3 })).toEqual(['open_weekday', 'before_earnings']);
    expect(spoken({ action: 'roll' }, { parameters: quiet, earningsIn: 0 })).toEqual(['roll_weekday']);
    expect(spoken({ action: 'buy_to_close' }, { parameters: quiet, earningsIn: 0 })).toEqual([]);
  });

  test('goes by what holds for the underlying and in the regime of the advice', () => {
    const parameters: Guarding = {
      ...V3_3,
      byRegime: [{ when: 'dte_middle', set: { roll: { enabled: false } } }],
      bySymbol: { AAPL: { advises: false }, SOFI: { roll: { enabled: true } } },
    };
    expect(spoken({ action: 'roll' }, { parameters })).toEqual(['silent', 'rolls_off']);
    expect(spoken({ action: 'roll', underlying: 'SOFI' }, { parameters })).toEqual([]);
  });

  test('gives each guardrail once, in their order, and none more where a floor falls', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ADVICE_ACTIONS),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (action, premium, one, other) => {
          const by = (floor: number) =>
            spoken({ action, premium }, { parameters: { ...quiet, minimumPremium: floor } });
          const [lower, higher] = [by(Math.min(one, other)), by(Math.max(one, other))];
          expect(higher).toEqual(GUARDRAILS.filter((name) => higher.includes(name)));
          expect(lower.every((name) => higher.includes(name))).toBe(true);
        },
      ),
    );
  });
});
