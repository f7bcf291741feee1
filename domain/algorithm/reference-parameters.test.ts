import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { call, historyOf, sessions, shares, swinging } from '../../test/covered-shares.js';
import { strikesBetween } from '../market/option-listing.js';
import type { PriceHistory } from '../market/price-history.js';
import { decimal, toNumber } from '../number/decimal.js';
import type { Position } from '../positions/positions.js';
import type { Recommendation } from '../records/records.js';
import { addDays, daysBetween, weekday } from '../time/dates.js';
import { algorithmParametersSchema, V3_3, type AlgorithmParameters } from './algorithm-parameters.js';
import { withoutDefaults } from './parameter-set.js';
import { advise } from './reference-algorithm.js';
import type { Known } from './reference-decision.js';

/** A Tuesday. */
const DATE = '2025-06-03';

/** v3.3 with other fields; those of `roll` are added to its own. */
function changed({ roll, ...fields }: Record<string, unknown>): AlgorithmParameters {
  const base = withoutDefaults(V3_3);
  return algorithmParametersSchema.parse({ ...base, ...fields, roll: { ...V3_3.roll, ...(roll as object) } });
}

interface Given {
  date?: string;
  held?: Position[];
  history?: PriceHistory;
  known?: Known;
}

function adviceBy(
  fields: Record<string, unknown>,
  { date = DATE, held = [shares], history = swinging(50), known }: Given = {},
): Recommendation[] {
  const bars = new Map(held.map(({ underlying }) => [underlying, history]));
  const told = known === undefined ? {} : { known: () => known };
  return advise({ date, positions: held, bars, parameters: changed(fields), ...told }).recommendations;
}

const actions = (advice: Recommendation[]) => advice.map(({ action }) => action);
const TESTED = [shares, call(50, '2025-06-06', 0.5)];
const NEARLY_EARNED = [shares, call(53, '2025-06-06', 0.5)];

describe('strikeSteps', () => {
  test('sells so many listed strikes above the target, or below it', () => {
    const strikes = [0, 2, -3].map((strikeSteps) => adviceBy({ strikeSteps, minimumPremium: 0 })[0]?.strike);
    expect(strikes).toEqual([53, 55, 50].map(decimal));
  });

  test('asks the least premium of the strike that is advised', () => {
    expect(actions(adviceBy({ strikeSteps: 4 }))).toEqual(['wait']);
  });

  test('leaves rolls as they are', () => {
    expect(adviceBy({ strikeSteps: 2 }, { held: TESTED })).toEqual(adviceBy({}, { held: TESTED }));
  });
});

describe('roll.strikeSteps', () => {
  test('rolls so many listed strikes higher, for what that brings or costs', () => {
    const [base] = adviceBy({}, { held: TESTED });
    const [higher] = adviceBy({ roll: { strikeSteps: 2 } }, { held: TESTED });
    expect(base).toMatchObject({ action: 'roll', strike: decimal(50), expiration: '2025-06-13' });
    expect(higher).toMatchObject({ action: 'roll', strike: decimal(52), expiration: '2025-06-13' });
    expect(toNumber(higher?.premium as bigint)).toBeLessThan(0);
    expect(higher?.rationale).toMatch(/for a debit of about 0\.\d\d: its strike is tested/);
  });

  test('leaves opens as they are', () => {
    expect(adviceBy({ roll: { strikeSteps: 2 } })).toEqual(adviceBy({}));
  });
});

describe('roll.dte', () => {
  test('rolls into an expiration of its own range', () => {
    const roll = { dte: { min: 21, max: 28 } };
    expect(adviceBy({ roll }, { held: TESTED })).toMatchObject([
      { action: 'roll', expiration: '2025-06-27' },
    ]);
    expect(adviceBy({ roll })).toEqual(adviceBy({}));
  });

  test('stays where it is when opens get another', () => {
    const [roll, open] = adviceBy(
      { dte: { min: 21, max: 28 }, roll: { dte: { min: 7, max: 14 } } },
      { held: [{ ...shares, quantity: decimal(400) }, TESTED[1] as Position] },
    ).reverse();
    expect(open).toMatchObject({ action: 'sell_to_open', expiration: '2025-06-27' });
    expect(roll).toMatchObject({ action: 'roll', expiration: '2025-06-13' });
  });
});

describe('roll.enabled', () => {
  test('holds in place of rolling, and does all else', () => {
    expect(actions(adviceBy({ roll: { enabled: false } }, { held: TESTED }))).toEqual(['hold']);
    expect(adviceBy({ roll: { enabled: false } }, { held: NEARLY_EARNED })).toEqual(
      adviceBy({}, { held: NEARLY_EARNED }),
    );
  });
});

describe('quantityShare', () => {
  test.each([
    [1, 10, 10],
    [0.5, 10, 5],
    [0.5, 5, 2],
    [0.29, 100, 29],
    [0.1, 3, 1],
  ])('%d of %i contracts are %i', (quantityShare, contracts, quantity) => {
    const held = [{ ...shares, quantity: decimal(100 * contracts) }];
    expect(adviceBy({ quantityShare }, { held })[0]?.quantity).toBe(decimal(quantity));
  });
});

describe('minimumBuyBack', () => {
  test('buys back at that price and above it', () => {
    const [base] = adviceBy({}, { held: NEARLY_EARNED });
    const value = toNumber(base?.premium as bigint);
    const by = (minimumBuyBack: number) => actions(adviceBy({ minimumBuyBack }, { held: NEARLY_EARNED }));
    expect(base?.action).toBe('buy_to_close');
    expect([by(value), by(value + 0.01)]).toEqual([['buy_to_close'], ['hold']]);
  });
});

describe('quiet', () => {
  test('sells no calls on its weekdays', () => {
    const [advice] = adviceBy({ quiet: { openWeekdays: [2] } });
    expect(advice).toMatchObject({ action: 'wait', rationale: 'Wait: no calls are sold on this weekday.' });
    expect(actions(adviceBy({ quiet: { openWeekdays: [1, 3] } }))).toEqual(['sell_to_open']);
    expect(actions(adviceBy({ quiet: { openWeekdays: [2] } }, { held: TESTED }))).toEqual(['roll']);
  });

  test('rolls nothing on its weekdays', () => {
    expect(actions(adviceBy({ quiet: { rollWeekdays: [2] } }, { held: TESTED }))).toEqual(['hold']);
    expect(actions(adviceBy({ quiet: { rollWeekdays: [2] } }))).toEqual(['sell_to_open']);
  });

  test('sells no calls so many sessions before earnings and on their day; 0 is whenever', () => {
    const by = (beforeEarningsSessions: number, earningsIn: number | null) =>
      adviceBy({ quiet: { beforeEarningsSessions } }, { known: { earningsIn, regimes: () => [] } })[0]
        ?.action;
    expect([by(3, 3), by(3, 0), by(3, 4), by(3, null)]).toEqual([
      'wait',
      'wait',
      'sell_to_open',
      'sell_to_open',
    ]);
    expect(by(0, 0)).toBe('sell_to_open');
    expect(actions(adviceBy({ quiet: { beforeEarningsSessions: 3 } }))).toEqual(['sell_to_open']);
  });
});

describe('advises', () => {
  test('false: nothing is said, of calls sold neither', () => {
    expect(adviceBy({ advises: false }, { held: TESTED })).toEqual([]);
  });

  test('false for an underlying: nothing of that one, bars or not', () => {
    const other = { ...shares, underlying: 'DRFT' };
    const parameters = changed({ bySymbol: { DRFT: { advises: false } } });
    const bars = new Map([['SOFI', swinging(50)]]);
    const { recommendations, withoutBars } = advise({
      date: DATE,
      positions: [shares, other],
      bars,
      parameters,
    });
    expect(recommendations.map(({ underlying }) => underlying)).toEqual(['SOFI']);
    expect(withoutBars).toEqual([]);
  });
});

describe('bySymbol, byRegime', () => {
  const short: Known = { earningsIn: null, regimes: (days) => (days === 10 ? ['dte_middle'] : ['dte_long']) };

  test('change the advice on their underlying alone', () => {
    const held = [shares, { ...shares, underlying: 'DRFT' }];
    const advice = adviceBy({ bySymbol: { DRFT: { strikeSteps: 1 } } }, { held });
    expect(advice.map(({ underlying, strike }) => [underlying, strike])).toEqual([
      ['DRFT', decimal(54)],
      ['SOFI', decimal(53)],
    ]);
  });

  test('change it in the regimes of what would be advised without them', () => {
    const strikes = (when: string) =>
      adviceBy({ byRegime: [{ when, set: { strikeSteps: 1 } }] }, { known: short })[0]?.strike;
    expect([strikes('dte_middle'), strikes('dte_long')]).toEqual([54, 53].map(decimal));
    const longer = { when: 'dte_middle', set: { dte: { min: 28, max: 35 } } };
    const next = { when: 'dte_long', set: { strikeSteps: 1 } };
    expect(adviceBy({ byRegime: [longer, next] }, { known: short })[0]).toMatchObject({
      strike: decimal(53),
    });
  });

  test('of regimes the later wins, and the underlying over both', () => {
    const byRegime = [1, 2].map((strikeSteps) => ({ when: 'dte_middle', set: { strikeSteps } }));
    const strike = (more: object) =>
      adviceBy({ byRegime, minimumPremium: 0, ...more }, { known: short })[0]?.strike;
    expect(strike({})).toBe(decimal(55));
    expect(strike({ bySymbol: { SOFI: { strikeSteps: -1 } } })).toBe(decimal(52));
  });
});

describe('advise under any parameters', () => {
  const situation = fc.record({
    date: fc.constantFrom(...sessions.slice(25, 60)),
    level: fc.integer({ min: 5, max: 300 }),
    swing: fc.double({ min: 0.005, max: 0.06, noNaN: true }),
    hundreds: fc.integer({ min: 1, max: 9 }),
    strike: fc.integer({ min: 5, max: 300 }),
    days: fc.integer({ min: 0, max: 14 }),
    paid: fc.integer({ min: 1, max: 300 }),
  });
  type Made = typeof situation extends fc.Arbitrary<infer T> ? T : never;
  const by = (fields: Record<string, unknown>, made: Made) => {
    const sold = call(made.strike, addDays(made.date, made.days), made.paid / 100);
    const held = [
      { ...shares, quantity: decimal(100 * made.hundreds) },
      { ...sold, quantity: decimal(-1) },
    ];
    const history = historyOf((i) => made.level * (1 + (i % 2 === 0 ? 0 : made.swing)));
    return adviceBy(fields, { date: made.date, held, history });
  };

  test('rolls the same calls whatever roll.strikeSteps, each so many listed strikes higher', () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 1, max: 10 }), (made, strikeSteps) => {
        const base = by({}, made);
        const higher = by({ roll: { strikeSteps } }, made);
        expect(actions(higher)).toEqual(actions(base));
        for (const [i, { action, strike }] of base.entries()) {
          const steps = strikesBetween(strike as bigint, higher[i]?.strike as bigint, V3_3.strikeIncrements);
          expect(steps).toBe(action === 'roll' ? strikeSteps : 0);
        }
      }),
    );
  });

  test('opens so many listed strikes above the target, of whole contracts, at least one and no more than are uncovered', () => {
    const share = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(situation, fc.integer({ min: 0, max: 10 }), share, (made, strikeSteps, quantityShare) => {
        const isOpen = ({ action }: Recommendation) => action === 'sell_to_open' || action === 'wait';
        const base = by({}, made).find(isOpen);
        const open = by({ strikeSteps, quantityShare }, made).find(isOpen);
        expect(open === undefined).toBe(base === undefined);
        if (base === undefined || open === undefined) return;
        const [from, to] = [base.strike as bigint, open.strike as bigint];
        expect(strikesBetween(from, to, V3_3.strikeIncrements)).toBe(strikeSteps);
        const [all, some] = [base, open].map(({ quantity }) => toNumber(quantity as bigint)) as [
          number,
          number,
        ];
        expect(some).toBe(Math.max(1, Math.floor(Number((all * quantityShare).toFixed(9)))));
      }),
    );
  });

  test('acts on no quiet day, and on others as if there were none', () => {
    const some = fc.uniqueArray(fc.integer({ min: 1, max: 5 })).map((list) => list.sort());
    fc.assert(
      fc.property(situation, some, some, (made, openWeekdays, rollWeekdays) => {
        const base = by({}, made);
        const quiet = by({ quiet: { openWeekdays, rollWeekdays } }, made);
        const day = weekday(made.date);
        expect(actions(quiet)).toEqual(
          actions(base).map((action) =>
            action === 'sell_to_open' && openWeekdays.includes(day)
              ? 'wait'
              : action === 'roll' && rollWeekdays.includes(day)
                ? 'hold'
                : action,
          ),
        );
      }),
    );
  });

  test('rolls into the range of roll.dte', () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 0, max: 60 }), (made, min) => {
        for (const { action, expiration } of by({ roll: { dte: { min, max: min + 7 } } }, made)) {
          const days = daysBetween(made.date, expiration as string);
          if (action === 'roll') expect(days >= min && days <= min + 7).toBe(true);
        }
      }),
    );
  });
});

describe('dte from the day itself on', () => {
  test('sells the expiration of the next week where that of this one is the day itself', () => {
    const fields = { dte: { min: 0, max: 7 }, minimumPremium: 0 };
    const expirationOn = (date: string) => adviceBy(fields, { date })[0]?.expiration;
    // The fourth of July is a Friday.
    expect(['2025-07-02', '2025-07-03'].map(expirationOn)).toEqual(['2025-07-03', '2025-07-11']);
  });
});
