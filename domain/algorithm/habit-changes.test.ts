import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { V3_3 } from './algorithm-parameters.js';
import type { Json, JsonObject } from './canonical-json.js';
import { checkParameters } from './check-parameters.js';
import { habitChanges, type FoundHabit } from './habit-changes.js';
import { applyChanges } from './parameter-patch.js';
import { withoutDefaults } from './parameter-set.js';

const V3 = withoutDefaults(V3_3);
const HABIT: FoundHabit = {
  kind: 'strike_shift',
  action: 'open',
  effect: 2,
  underlyings: [],
  regime: null,
  rollsShiftToo: false,
};

function changes(habit: Partial<FoundHabit>, parameters: JsonObject = V3): (readonly [string, Json, Json])[] {
  return habitChanges({ ...HABIT, ...habit }, { algorithm: 'reference', parameters }).map(
    ({ path, from, to }) => [path, from, to] as const,
  );
}

describe('habitChanges', () => {
  test.each<[Partial<FoundHabit>, [string, Json, Json][]]>([
    [
      { kind: 'expiration_shift', effect: 1 },
      [
        ['dte.min', 7, 14],
        ['dte.max', 14, 21],
        ['roll.dte', null, { min: 7, max: 14 }],
      ],
    ],
    [
      { kind: 'expiration_shift', effect: 1, rollsShiftToo: true },
      [
        ['dte.min', 7, 14],
        ['dte.max', 14, 21],
      ],
    ],
    [{ kind: 'expiration_shift', action: 'roll', effect: 2 }, [['roll.dte', null, { min: 21, max: 28 }]]],
    [{ kind: 'strike_shift', effect: 2 }, [['strikeSteps', null, 2]]],
    [{ kind: 'strike_shift', action: 'roll', effect: -1 }, [['roll.strikeSteps', null, -1]]],
    [{ kind: 'quantity_share', effect: 0.5 }, [['quantityShare', null, 0.5]]],
    [{ kind: 'premium_floor', effect: 0.25 }, [['minimumPremium', 0.1, 0.25]]],
    [{ kind: 'weekday_refusal', effect: 5 }, [['quiet.openWeekdays', null, [5]]]],
    [{ kind: 'weekday_refusal', action: 'roll', effect: 5 }, [['quiet.rollWeekdays', null, [5]]]],
    [{ kind: 'earnings_quiet', effect: 3 }, [['quiet.beforeEarningsSessions', null, 3]]],
    [{ kind: 'early_exit', action: 'hold', effect: 0.5 }, [['profitTarget', 0.8, 0.5]]],
    [{ kind: 'no_roll', action: 'roll', effect: null }, [['roll.enabled', null, false]]],
    [{ kind: 'buy_back_floor', action: 'close', effect: 0.05 }, [['minimumBuyBack', null, 0.05]]],
    [
      { kind: 'underlying_refusal', action: 'any', effect: null, underlyings: ['DRFT'] },
      [['bySymbol.DRFT.advises', null, false]],
    ],
  ])('of %j are %j', (habit, expected) => {
    expect(changes(habit)).toEqual(expected);
  });

  test('go on from what is in force: sizes add up, floors and weekdays join', () => {
    const parameters = {
      ...V3,
      ...{ strikeSteps: 2, quantityShare: 0.5, quiet: { openWeekdays: [5] } },
      roll: { ...(V3['roll'] as JsonObject), dte: { min: 14, max: 21 } },
    };
    expect(changes({ effect: 1 }, parameters)).toEqual([['strikeSteps', 2, 3]]);
    expect(changes({ effect: 9 }, parameters)).toEqual([['strikeSteps', 2, 10]]);
    expect(changes({ kind: 'quantity_share', effect: 0.5 }, parameters)).toEqual([
      ['quantityShare', 0.5, 0.25],
    ]);
    expect(changes({ kind: 'weekday_refusal', effect: 1 }, parameters)).toEqual([
      ['quiet.openWeekdays', [5], [1, 5]],
    ]);
    expect(changes({ kind: 'expiration_shift', action: 'roll', effect: 1 }, parameters)).toEqual([
      ['roll.dte', { min: 14, max: 21 }, { min: 21, max: 28 }],
    ]);
    expect(changes({ kind: 'expiration_shift', effect: 1 }, parameters).map(([path]) => path)).toEqual([
      'dte.min',
      'dte.max',
    ]);
  });

  test('are none where the advice is so already, or no parameter can do it', () => {
    expect(changes({ kind: 'premium_floor', effect: 0.05 })).toEqual([]);
    expect(changes({ kind: 'early_exit', effect: 0.9 })).toEqual([]);
    expect(changes({ kind: 'quantity_share', effect: 1.5 })).toEqual([]);
    expect(changes({ kind: 'quantity_share', effect: 0 })).toEqual([]);
    expect(changes({ kind: 'weekday_refusal', effect: 5 }, { ...V3, quiet: { openWeekdays: [5] } })).toEqual(
      [],
    );
    const today = { ...V3, dte: { min: 0, max: 7 } };
    expect(changes({ kind: 'expiration_shift', effect: -1 }, today)).toEqual([]);
  });

  test('never shift an expiration before the day', () => {
    expect(changes({ kind: 'expiration_shift', effect: -2, rollsShiftToo: true })).toEqual([
      ['dte.min', 7, 0],
      ['dte.max', 14, 7],
    ]);
  });

  test('take along rolls that have a range of their own', () => {
    const parameters = { ...V3, dte: { min: 14, max: 21 }, roll: { dte: { min: 14, max: 21 } } };
    expect(changes({ kind: 'expiration_shift', effect: -1, rollsShiftToo: true }, parameters)).toEqual([
      ['dte.min', 14, 7],
      ['dte.max', 21, 14],
      ['roll.dte', { min: 14, max: 21 }, { min: 7, max: 14 }],
    ]);
    expect(changes({ kind: 'expiration_shift', effect: -1 }, parameters)).toEqual([
      ['dte.min', 14, 7],
      ['dte.max', 21, 14],
    ]);
  });

  test('are those of each underlying in order, from its own where it has any', () => {
    const parameters = { ...V3, strikeSteps: 1, bySymbol: { 'BRK.B': { strikeSteps: 3 } } };
    expect(changes({ underlyings: ['SOFI', 'BRK.B'] }, parameters)).toEqual([
      ['bySymbol.BRK.B.strikeSteps', 3, 5],
      ['bySymbol.SOFI.strikeSteps', null, 3],
    ]);
    const days = changes({ kind: 'expiration_shift', effect: 1, underlyings: ['SOFI'] });
    expect(days).toEqual([
      ['bySymbol.SOFI.dte.min', null, 14],
      ['bySymbol.SOFI.dte.max', null, 21],
      ['bySymbol.SOFI.roll.dte', null, { min: 7, max: 14 }],
    ]);
  });

  test('of a regime change the list of regimes whole', () => {
    const first = [{ when: 'dte_short', set: { strikeSteps: 2 } }];
    expect(changes({ regime: 'dte_short' })).toEqual([['byRegime', null, first]]);
    const parameters = { ...V3, byRegime: first };
    expect(changes({ regime: 'dte_short', effect: 1 }, parameters)).toEqual([
      ['byRegime', first, [{ when: 'dte_short', set: { strikeSteps: 3 } }]],
    ]);
    const rolls = { action: 'roll', regime: 'dte_long' } as const;
    expect(changes(rolls, parameters)).toEqual([
      ['byRegime', first, [...first, { when: 'dte_long', set: { roll: { strikeSteps: 2 } } }]],
    ]);
    const two = [{ when: 'dte_long', set: { strikeSteps: 1 } }, ...first];
    expect(changes({ regime: 'dte_short', effect: 1 }, { ...V3, byRegime: two })[0]?.[2]).toEqual([
      two[0],
      { when: 'dte_short', set: { strikeSteps: 3 } },
    ]);
    expect(changes({ kind: 'expiration_shift', effect: 1, regime: 'dte_short' })[0]?.[2]).toEqual([
      { when: 'dte_short', set: { dte: { min: 14, max: 21 }, roll: { dte: { min: 7, max: 14 } } } },
    ]);
  });

  test('of an algorithm that is not ours are shifts of its days, and all else by the same fields', () => {
    const of = (habit: Partial<FoundHabit>, parameters: JsonObject) =>
      habitChanges({ ...HABIT, ...habit }, { algorithm: 'other', parameters });
    expect(of({ kind: 'expiration_shift', effect: 1 }, {})).toEqual([
      { path: 'shiftDays', from: null, to: 7 },
    ]);
    expect(of({ kind: 'expiration_shift', action: 'roll', effect: -1 }, { roll: { shiftDays: 14 } })).toEqual(
      [{ path: 'roll.shiftDays', from: 14, to: 7 }],
    );
    expect(of({}, {})).toEqual([{ path: 'strikeSteps', from: null, to: 2 }]);
    expect(of({ kind: 'premium_floor', effect: 0.25 }, {})).toEqual([
      { path: 'minimumPremium', from: null, to: 0.25 },
    ]);
    expect(of({ kind: 'early_exit', effect: 0.5 }, {})).toEqual([
      { path: 'profitTarget', from: null, to: 0.5 },
    ]);
  });

  test('can be made of any version of ours, and that is one again', () => {
    const kinds: [FoundHabit['kind'], number[]][] = [
      ['expiration_shift', [-3, 1, 2]],
      ['strike_shift', [-4, 1, 9]],
      ['quantity_share', [0.3, 0.5, 1.5]],
      ['premium_floor', [0.05, 0.25, 1]],
      ['weekday_refusal', [1, 2, 3, 4, 5]],
      ['earnings_quiet', [1, 5]],
      ['early_exit', [0.3, 0.9]],
      ['no_roll', [0]],
      ['buy_back_floor', [0.05, 1]],
      ['underlying_refusal', [0]],
    ];
    const habit = fc.constantFrom(...kinds).chain(([kind, effects]) =>
      fc.record({
        kind: fc.constant(kind),
        effect: fc.constantFrom(...effects),
        action: fc.constantFrom('open' as const, 'roll' as const),
        underlyings: fc.constantFrom([], ['DRFT'], ['BRK.B', 'SOFI']),
        regime: fc.constantFrom(null, 'dte_short' as const, 'volatility_high' as const),
        rollsShiftToo: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(fc.array(habit, { maxLength: 6 }), (habits) => {
        let parameters = V3;
        for (const one of habits) {
          const made = applyChanges(parameters, habitChanges(one, { algorithm: 'reference', parameters }));
          if (made.kind === 'stale') throw new Error(JSON.stringify(made));
          parameters = made.parameters;
          expect(checkParameters(parameters)).toMatchObject({ ok: true });
        }
      }),
    );
  });
});
