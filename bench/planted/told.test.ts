import { describe, expect, test } from '@jest/globals';
import { personOf } from './measurement.js';
import type { PlayedPerson, ToldPatch, ToldPattern } from './played-person.js';
import { foundWeek, isAllTold, namingOf, unplantedFindings, unplantedPatches } from './told.js';

const TOLD: ToldPattern = {
  ...{ n: 1, kind: 'strike_shift', action: 'open', scope_kind: 'overall', scope: '', round: 1 },
  ...{ cell: null, effect: 2, unit: 'strikes', found: true, parts: [] },
  ...{ cost_low: null, cost_high: null, cost_status: 'insufficient' },
};
const PATCH: ToldPatch = {
  ...{ candidate_id: 'c', kind: 'strike_shift', action: 'open', scope_kind: 'overall' },
  ...{ underlyings: ['U01'], status: 'implemented', flags: [], from: 9, patch: patchOf(2) },
};
const HABIT = { kind: 'strike_shift', action: 'open', steps: 2, underlyings: ['U01', 'U02'] };

function patchOf(to: number): string {
  return JSON.stringify({
    base: 'v3.3',
    changes: [{ path: 'bySymbol.U01.strikeSteps', from: null, to }],
  });
}

function played(habits: readonly object[], given: Partial<PlayedPerson>): PlayedPerson {
  return {
    person: personOf({ name: 'somebody', market: { underlyings: { count: 4 } }, habits }),
    ...{ seed: 1, decisions: [], divergence: [], patterns: [], candidates: [] },
    ...{ implemented: [], takenBack: 0, trueCosts: [] },
    ...given,
  };
}

function part(underlying: string, changed: number, in_pattern: boolean) {
  return { underlying, changed, in_pattern };
}

describe('unplantedFindings(played)', () => {
  test.each<[string, object, Partial<ToldPattern>]>([
    ['a shift the other way', HABIT, { effect: -2 }],
    ['a shift of the other action', HABIT, { action: 'roll' }],
    [
      'cheap underlyings refused where there is a floor',
      { kind: 'premium_floor', premium: 0.25 },
      { kind: 'underlying_refusal', action: 'any', scope_kind: 'underlying', scope: 'U01' },
    ],
    [
      'no rolls where Fridays are left out',
      { kind: 'weekday_refusal', action: 'roll', weekday: 5 },
      { kind: 'no_roll', action: 'roll' },
    ],
    [
      'another weekday',
      { kind: 'weekday_refusal', action: 'roll', weekday: 5 },
      { kind: 'weekday_refusal', action: 'roll', cell: '4', unit: 'weekday' },
    ],
    [
      'no rolls of all where it is of some',
      { kind: 'no_roll', underlyings: ['U01'] },
      { kind: 'no_roll', action: 'roll' },
    ],
  ])('has %s', (_name, habit, told) => {
    const one = played([habit], { patterns: [{ ...TOLD, ...told }] });
    expect(unplantedFindings(one)).toHaveLength(1);
    expect(foundWeek(one, one.person.habits[0] as (typeof one.person.habits)[number])).toBe(Infinity);
  });

  test('has nothing of a habit by regime, nor of what is not found', () => {
    const patterns: ToldPattern[] = [
      { ...TOLD, scope_kind: 'regime', scope: 'dte_short' },
      { ...TOLD, kind: 'no_roll', action: 'roll', found: false },
    ];
    expect(unplantedFindings(played([HABIT], { patterns }))).toEqual([]);
  });
});

describe('namingOf(played, habit)', () => {
  test('gives first weeks by underlying, the last of those that can be named, and who is named wrongly', () => {
    const patterns = [
      { ...TOLD, n: 3, found: false, parts: [part('U01', 3, true)] },
      { ...TOLD, n: 4, parts: [part('U01', 3, true), part('U02', 2, false)] },
      { ...TOLD, n: 6, parts: [part('U01', 4, false), part('U02', 3, true), part('U03', 3, true)] },
    ];
    const one = played([HABIT], { patterns });
    const [habit] = one.person.habits;
    expect(namingOf(one, habit as NonNullable<typeof habit>)).toEqual({ weeks: [4, 6], all: 6, wrong: 1 });
    expect(isAllTold(one)).toBe(true);
    expect(isAllTold({ ...one, patterns: patterns.slice(0, 2) })).toBe(false);
  });
});

describe('unplantedPatches(played)', () => {
  test.each<[string, Partial<ToldPatch>, string[]]>([
    ['nothing of underlyings that the habit is of', {}, []],
    ['one for all', { underlyings: [] }, ['strike_shift open: for all underlyings']],
    [
      'one for others too',
      { underlyings: ['U01', 'U03'] },
      ['strike_shift open: for 1 underlyings that it is not of'],
    ],
    ['one the other way', { patch: patchOf(-1) }, ['strike_shift open: the other way']],
    ['one by regime', { scope_kind: 'regime' }, ['strike_shift open: by regime']],
    ['one of another habit', { kind: 'no_roll', action: 'roll' }, ['no_roll roll: another habit']],
  ])('has %s', (_name, candidate, unplanted) => {
    const one = played([HABIT], { implemented: [{ ...PATCH, ...candidate }] });
    expect(unplantedPatches(one)).toEqual(unplanted);
  });
});
