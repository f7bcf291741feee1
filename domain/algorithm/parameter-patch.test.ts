import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { V3_3 } from './algorithm-parameters.js';
import type { Json, JsonObject } from './canonical-json.js';
import { checkParameters } from './check-parameters.js';
import { applyChanges, differences, invertPatch, patchSchema, type Change } from './parameter-patch.js';
import { parametersText, withoutDefaults } from './parameter-set.js';

const BASE = withoutDefaults(V3_3);
const LONGER: Change[] = [
  { path: 'dte.min', from: 7, to: 14 },
  { path: 'dte.max', from: 14, to: 21 },
  { path: 'roll.dte', from: null, to: { min: 7, max: 14 } },
];

function applied(parameters: JsonObject, changes: readonly Change[]): JsonObject {
  const result = applyChanges(parameters, changes);
  if (result.kind === 'stale') throw new Error(`stale: ${JSON.stringify(result.changes)}`);
  return result.parameters;
}

/** Fields of a version and what they may become. */
const fields: Record<string, fc.Arbitrary<Json>> = {
  strikeSteps: fc.integer({ min: -10, max: 10 }),
  quantityShare: fc.constantFrom(0.25, 0.5, 1),
  minimumPremium: fc.constantFrom(0.1, 0.25),
  minimumBuyBack: fc.constantFrom(0, 0.05),
  advises: fc.boolean(),
  'roll.enabled': fc.boolean(),
  'roll.dte': fc.constantFrom<Json>(null, { min: 7, max: 14 }, { min: 14, max: 21 }),
  'quiet.openWeekdays': fc.uniqueArray(fc.integer({ min: 1, max: 5 })).map((list) => list.sort()),
  quiet: fc.constantFrom<Json>({}, { openWeekdays: [], beforeEarningsSessions: 3 }, { rollWeekdays: [5] }),
  'bySymbol.DRFT.strikeSteps': fc.constantFrom<Json>(null, 0, 2),
  'bySymbol.BRK.B.roll.strikeSteps': fc.constantFrom<Json>(null, 0, 2),
  'bySymbol.constructor.advises': fc.constantFrom<Json>(null, false, true),
  'bySymbol.SOFI': fc.constantFrom<Json>(null, { advises: false }, { roll: { enabled: false } }),
  byRegime: fc.constantFrom<Json>([], [{ when: 'dte_long', set: { strikeSteps: 1 } }]),
};

const someFields = fc
  .uniqueArray(fc.constantFrom(...Object.keys(fields)), { maxLength: 6 })
  .filter((paths) => !(paths.includes('quiet') && paths.includes('quiet.openWeekdays')))
  .chain((paths) =>
    fc.tuple(...paths.map((path) => fc.tuple(fc.constant(path), fields[path] as fc.Arbitrary<Json>))),
  );

/** Changes of a parameter set, from what it has. */
function changesOf(parameters: JsonObject, wanted: readonly (readonly [string, Json])[]): Change[] {
  return wanted.map(([path, to]) => {
    const result = applyChanges(parameters, [{ path, from: 'nothing like this', to }]);
    const from = result.kind === 'stale' ? (result.changes[0] as { found: Json }).found : null;
    return { path, from, to };
  });
}

const versions = someFields.map((wanted) => applied(BASE, changesOf(BASE, wanted)));

describe('applyChanges', () => {
  test('gives the parameters with the changes made', () => {
    expect(applied(BASE, LONGER)).toEqual({
      ...BASE,
      dte: { min: 14, max: 21 },
      roll: { ...(BASE['roll'] as JsonObject), dte: { min: 7, max: 14 } },
    });
  });

  test('makes the objects on the way, of an underlying with a dot too, and leaves empty ones out', () => {
    const path = 'bySymbol.BRK.B.roll.strikeSteps';
    const made = applied(BASE, [{ path, from: null, to: 2 }]);
    expect(made).toEqual({ ...BASE, bySymbol: { 'BRK.B': { roll: { strikeSteps: 2 } } } });
    expect(applied(made, [{ path, from: 2, to: null }])).toEqual(BASE);
    const named = applied(BASE, [{ path: 'bySymbol.roll.advises', from: null, to: false }]);
    expect(named).toEqual({ ...BASE, bySymbol: { roll: { advises: false } } });
  });

  test('is stale where the base has another value, and names what it has', () => {
    const changes = [
      { path: 'dte.min', from: 8, to: 14 },
      { path: 'dte.max', from: 14, to: 21 },
      { path: 'strikeSteps', from: 1, to: 2 },
      { path: 'rate.year', from: null, to: 2 },
    ];
    expect(applyChanges(BASE, changes)).toEqual({
      kind: 'stale',
      changes: [
        { path: 'dte.min', from: 8, to: 14, found: 7 },
        { path: 'strikeSteps', from: 1, to: 2, found: null },
        { path: 'rate.year', from: null, to: 2, found: null },
      ],
    });
  });

  test('takes a default for what is absent, and none for what is not', () => {
    expect(applied(BASE, [{ path: 'strikeSteps', from: 0, to: 2 }])).toEqual({ ...BASE, strikeSteps: 2 });
    expect(applied(BASE, [{ path: 'advises', from: null, to: true }])).toEqual(BASE);
    expect(applyChanges({ ...BASE, strikeSteps: 1 }, [{ path: 'strikeSteps', from: 0, to: 2 }]).kind).toBe(
      'stale',
    );
  });

  test('changes nothing of prototypes', () => {
    const made = applied(BASE, [{ path: '__proto__.advises', from: null, to: false }]);
    expect(({} as { advises?: boolean }).advises).toBeUndefined();
    expect(checkParameters(made).ok).toBe(false);
  });

  test('is the same bytes after a patch and what takes it back', () => {
    fc.assert(
      fc.property(versions, someFields, (base, wanted) => {
        const patch = { base: 'v3.4', changes: changesOf(base, wanted) };
        const back = invertPatch(patch, 'v3.5');
        expect(back.base).toBe('v3.5');
        expect(parametersText(applied(applied(base, patch.changes), back.changes))).toBe(
          parametersText(base),
        );
      }),
    );
  });
});

describe('differences', () => {
  test('are the changes between two versions, by path; a range of days for rolls is one', () => {
    const next = { ...applied(BASE, LONGER), version: 'v3.4' };
    expect(differences(BASE, next)).toEqual([LONGER[1], LONGER[0], LONGER[2]]);
    expect(differences(next, BASE).at(-1)).toEqual({ path: 'roll.dte', from: { min: 7, max: 14 }, to: null });
    expect(differences(BASE, { ...BASE, version: 'v9.9', strikeSteps: 0 })).toEqual([]);
  });

  test('make the one of the other', () => {
    fc.assert(
      fc.property(versions, versions, (one, other) => {
        expect(parametersText(applied(one, differences(one, other)))).toBe(parametersText(other));
      }),
    );
  });
});

describe('patchSchema', () => {
  const problem = (raw: unknown) => patchSchema.safeParse(raw).error?.issues[0]?.message;

  test('takes a patch with changes and without', () => {
    expect(patchSchema.parse({ base: 'v3.3', changes: LONGER })).toEqual({ base: 'v3.3', changes: LONGER });
    expect(problem({ base: 'v3.3', changes: [] })).toBeUndefined();
    const near = ['quiet.openWeekdays', 'quiet.openWeekdays2'].map((path) => ({ path, from: null, to: 1 }));
    expect(problem({ base: 'v3.3', changes: near })).toBeUndefined();
  });

  test.each<[string, string]>([
    ['', 'not a dotted path'],
    ['bySymbol.__proto__.strikeSteps', 'no such parameter'],
    ['dte.', 'not a dotted path'],
    ['.dte', 'not a dotted path'],
    ['dte..min', 'not a dotted path'],
    ['dte', 'a parameter changed twice'],
    ['dte.min', 'a parameter changed twice'],
  ])('refuses %j beside dte.min: %s', (path, message) => {
    const changes = [LONGER[0], { path, from: null, to: 1 }];
    expect(problem({ base: 'v3.3', changes })).toBe(message);
  });

  test('refuses a change without from, and fields it does not know', () => {
    expect(problem({ base: 'v3.3', changes: [{ path: 'dte.min', to: 1 }] })).toBeDefined();
    expect(problem({ base: 'v3.3', changes: [], why: '' })).toBe('Unrecognized key: "why"');
  });
});
