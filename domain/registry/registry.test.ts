import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { V3_3 } from '../algorithm/algorithm-parameters.js';
import { parametersText } from '../algorithm/parameter-set.js';
import { planAdoption, planKeeping, planRollback, type PlannedChange } from './change-of-version.js';
import { currentText, etagOf } from './current-file.js';
import { implementation } from './decision.js';
import { sessionFrom } from './effective-from.js';
import { isHeldOut } from './holdout.js';
import {
  BUILT_IN,
  changeOn,
  lineage,
  registryOf,
  versionNamed,
  versionOf,
  versionOn,
  versionsCarrying,
  type Registry,
} from './registry.js';
import type { DecisionRow } from './registry-rows.js';

const NOTHING = registryOf({ versions: [], changes: [] });
const AT = '2025-03-08T17:00:00Z';
const MONDAY = '2025-03-10';
const said = (effectiveFrom = MONDAY) => ({ at: AT, by: 'ann', effectiveFrom });

function decision(id: string, effective_from = MONDAY): DecisionRow {
  return {
    ...{ decision_id: id, candidate_id: `c-${id}`, revision: 1, decision: 'implement', until: null },
    ...{ reason: null, by: 'ann', decided_at: AT, effective_from, accept_cost: false, on_breach: 'revert' },
    ...{ weekly_loss_limit: null, version: null },
  };
}

/** With what was planned added; throws what was refused. */
function after(registry: Registry, planned: ReturnType<typeof planRollback>): Registry {
  if (planned.kind === 'refused') throw new Error(`${planned.name}: ${planned.message}`);
  return withChange(registry, planned);
}

function withChange({ versions, changes }: Registry, { version, isNew, change }: PlannedChange): Registry {
  return registryOf({
    versions: isNew ? [...versions, version] : versions,
    changes: [...changes, change],
  });
}

/** With a parameter changed from what is in force. */
function implemented(
  registry: Registry,
  id: string,
  { path = 'strikeSteps', to, effective = MONDAY }: { path?: string; to: number; effective?: string },
): Registry {
  const base = versionOn(registry, effective);
  const from = (versionOf(base).parameters[path] as number | undefined) ?? null;
  const planned = implementation(registry, decision(id, effective), {
    patch: { base: base.version, changes: [{ path, from, to }] },
    watchWeeks: 6,
  });
  if (planned.kind === 'refused') throw new Error(planned.message);
  return registryOf({
    versions: [...registry.versions, ...planned.versions],
    changes: [...registry.changes, ...planned.changes],
  });
}

const outcomes = ({ changes }: Registry) => changes.map(({ to_version, outcome }) => [to_version, outcome]);

describe('registryOf({ versions, changes })', () => {
  test('of nothing is v3.3, built in and in force from ever', () => {
    expect(NOTHING.versions).toEqual([
      expect.objectContaining({ version: 'v3.3', parameters: parametersText(V3_3), created_at: null }),
    ]);
    expect(versionOn(NOTHING, '1999-01-04').version).toBe('v3.3');
    expect(versionOn(NOTHING, null).version).toBe('v3.3');
  });

  test('takes a change that is there again as what came of it, in its place', () => {
    const first = implemented(NOTHING, 'a', { to: 1 });
    const kept = after(first, planKeeping(first, said(), { version: null, why: null }));
    expect(kept.changes).toHaveLength(2);
    expect(outcomes(kept)).toEqual([
      ['v3.3', null],
      ['v3.4', 'kept'],
    ]);
  });

  test('ends the watch of what a rollback takes back, and of nothing that stays', () => {
    const both = implemented(implemented(NOTHING, 'a', { to: 1 }), 'b', { to: 2 });
    expect(outcomes(both).slice(1)).toEqual([
      ['v3.4', 'watching'],
      ['v3.5', 'watching'],
    ]);
    const back = after(both, planRollback(both, said(), { version: null, why: 'no' }));
    expect(outcomes(back).slice(1)).toEqual([
      ['v3.4', 'watching'],
      ['v3.5', 'rolled_back'],
      ['v3.4', null],
    ]);
    const further = after(back, planRollback(back, said(), { version: null, why: 'no' }));
    expect(outcomes(further).slice(1, 3)).toEqual([
      ['v3.4', 'rolled_back'],
      ['v3.5', 'rolled_back'],
    ]);
  });
});

describe('versionOn(registry, session)', () => {
  test('is that of the latest change that has begun, of two for one day the later', () => {
    const early = implemented(NOTHING, 'a', { to: 1 });
    const same = implemented(early, 'c', { path: 'minimumBuyBack', to: 0.05 });
    const later = implemented(same, 'b', { to: 2, effective: '2025-03-17' });
    expect(later.versions.map(({ version, parent }) => [version, parent])).toEqual([
      ['v3.3', null],
      ['v3.4', 'v3.3'],
      ['v3.5', 'v3.4'],
      ['v3.6', 'v3.5'],
    ]);
    const on = (session: string) => versionOn(later, session).version;
    expect(['2025-03-07', MONDAY, '2025-03-14', '2025-03-17'].map(on)).toEqual([
      'v3.3',
      'v3.5',
      'v3.5',
      'v3.6',
    ]);
    expect(versionOn(later, null).version).toBe('v3.6');
  });
});

describe('implementation(registry, decision, { patch })', () => {
  test('makes the next version of what is in force, which carries the patches of its line', () => {
    const second = implemented(implemented(NOTHING, 'a', { to: 1 }), 'b', {
      path: 'minimumBuyBack',
      to: 0.05,
    });
    const row = versionNamed(second, 'v3.5');
    expect(row).toMatchObject({ parent: 'v3.4', candidate_id: 'c-b', created_at: AT, origin: 'candidate' });
    expect(JSON.parse(row?.parameters ?? '')).toMatchObject({
      version: 'v3.5',
      strikeSteps: 1,
      minimumBuyBack: 0.05,
    });
    expect(JSON.parse(row?.patch ?? '')).toEqual({
      base: 'v3.4',
      changes: [{ path: 'minimumBuyBack', from: null, to: 0.05 }],
    });
    expect(lineage(second, 'v3.5')).toEqual(['v3.5', 'v3.4', 'v3.3']);
    expect(versionsCarrying(second, 'c-a')).toEqual(['v3.4', 'v3.5']);
    expect(versionsCarrying(second, 'c-b')).toEqual(['v3.5']);
    expect(changeOn(second, MONDAY)).toMatchObject({
      ...{ kind: 'implement', from_version: 'v3.4', to_version: 'v3.5', watch_until: '2025-04-21' },
      ...{ candidate_id: 'c-b', decision_id: 'b', outcome: 'watching' },
    });
  });

  test('after a rollback takes a name that was not taken', () => {
    const first = implemented(NOTHING, 'a', { to: 1 });
    const back = after(first, planRollback(first, said(), { version: 'v3.3', why: null }));
    const again = implemented(back, 'b', { to: 2 });
    expect(versionOn(again, MONDAY)).toMatchObject({ version: 'v3.5', parent: 'v3.3' });
  });

  test('refuses a patch of what is no more in force, and one that makes no version', () => {
    const first = implemented(NOTHING, 'a', { to: 1 });
    const of = (from: number | null, to: number) =>
      implementation(first, decision('b'), {
        patch: { base: 'v3.3', changes: [{ path: 'strikeSteps', from, to }] },
        watchWeeks: 6,
      });
    expect(of(null, 2)).toEqual({
      kind: 'refused',
      name: 'Stale',
      message:
        'strikeSteps is 1 in v3.4, which is in force, and not null: the patch is of what was in force before',
    });
    expect(of(1, 11)).toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(/^strikeSteps: /) as unknown,
    });
    expect(of(1, 2)).toMatchObject({ kind: 'planned' });
  });

  test('of another algorithm brings it in without parameters, under the name that its advice carries', () => {
    const patch = { base: 'acme-9', changes: [{ path: 'shiftDays', from: null, to: 7 }] };
    const planned = implementation(NOTHING, decision('a'), { patch, watchWeeks: 6 });
    expect(planned).toMatchObject({
      versions: [
        { version: 'acme-9', parameters: '{}', origin: 'file', parent: null },
        { version: 'acme-10', parameters: '{"shiftDays":7}', origin: 'candidate', parent: 'acme-9' },
      ],
      changes: [
        { kind: 'adopt', from_version: 'v3.3', to_version: 'acme-9' },
        { kind: 'implement', from_version: 'acme-9', to_version: 'acme-10' },
      ],
    });
    const acme = registryOf(planned as unknown as Registry);
    const ours = { base: 'v3.3', changes: [{ path: 'strikeSteps', from: null, to: 1 }] };
    expect(implementation(acme, decision('b'), { patch: ours, watchWeeks: 6 })).toMatchObject({
      name: 'Stale',
    });
  });
});

describe('planRollback(registry, said, { version })', () => {
  const first = implemented(NOTHING, 'a', { to: 1 });

  test('puts the version before in force again, the same bytes', () => {
    const back = after(first, planRollback(first, said(), { version: null, why: 'too far' }));
    expect(versionOn(back, MONDAY)).toEqual(BUILT_IN);
    expect(back.versions).toEqual(first.versions);
    expect(back.changes.at(-1)).toMatchObject({
      kind: 'rollback',
      from_version: 'v3.4',
      to_version: 'v3.3',
      why: 'too far',
    });
  });

  test('of an adopted version is to what was in force before it', () => {
    const adopted = after(
      first,
      planAdoption(first, said(), { version: 'acme-1', parameters: {}, file: 'p.json' }),
    );
    const back = after(adopted, planRollback(adopted, said(), { version: null, why: null }));
    expect(versionOn(back, MONDAY).version).toBe('v3.4');
  });

  test.each([
    ['what is in force', 'v3.4', 'Conflict'],
    ['a version that there is not', 'v9.9', 'NotFound'],
  ])('refuses %s', (_, version, name) => {
    expect(planRollback(first, said(), { version, why: null })).toMatchObject({ kind: 'refused', name });
  });

  test('calls off what is planned for later, and ends its watch', () => {
    const planned = implemented(first, 'later', { path: 'quantityShare', to: 0.5, effective: '2025-03-24' });
    const back = after(planned, planRollback(planned, said(), { version: 'v3.3', why: null }));
    expect(versionOn(back, MONDAY).version).toBe('v3.3');
    expect(versionOn(back, '2025-03-24').version).toBe('v3.3');
    expect(outcomes(back).slice(1, 3)).toEqual([
      ['v3.4', 'rolled_back'],
      ['v3.5', 'rolled_back'],
    ]);
    const again = implemented(back, 'again', { path: 'quantityShare', to: 0.5, effective: '2025-03-31' });
    expect(versionOn(again, '2025-03-31').version).toBe('v3.6');
  });

  test('refuses where nothing was in force before', () => {
    expect(planRollback(NOTHING, said(), { version: null, why: null })).toMatchObject({ name: 'Conflict' });
  });
});

describe('planAdoption(registry, said, { version, parameters })', () => {
  const adopt = (
    registry: Registry,
    parameters: Parameters<typeof planAdoption>[2]['parameters'],
    version = 'acme-1',
  ) => planAdoption(registry, said(), { version, parameters, file: 'p.json' });

  test('takes whatever else another algorithm has, and leaves out what says nothing', () => {
    const planned = adopt(NOTHING, { lookback: 5, strikeSteps: 0, shiftDays: 7 });
    expect(planned).toMatchObject({ isNew: true, version: { parameters: '{"lookback":5,"shiftDays":7}' } });
  });

  test('ends the watch of what it takes the place of', () => {
    const first = implemented(NOTHING, 'one', { to: 2 });
    const planned = adopt(first, { lookback: 5 });
    expect(outcomes(after(first, planned))[1]).toEqual(['v3.4', 'rolled_back']);
  });

  test('takes a set that carries its name and a parameter of ours for ours', () => {
    expect(adopt(NOTHING, { version: 'v3.9', dte: { min: 7, max: 14 }, foo: 1 }, 'v3.9')).toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(/foo: no such parameter: 1/) as unknown,
    });
  });

  test('names the file, the path and the value that is wrong', () => {
    expect(adopt(NOTHING, { strikeSteps: 11 })).toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(/^p\.json: strikeSteps: .*11$/) as unknown,
    });
    expect(adopt(NOTHING, [1])).toMatchObject({ name: 'InvalidInput' });
  });

  test('refuses other parameters under a name that is taken, and what is in force already', () => {
    const adopted = after(NOTHING, adopt(NOTHING, { a: 1 }));
    expect(adopt(adopted, { a: 2 })).toMatchObject({ name: 'Conflict' });
    expect(adopt(adopted, { a: 1 })).toMatchObject({ name: 'Conflict' });
    const back = after(adopted, planRollback(adopted, said(), { version: null, why: null }));
    expect(adopt(back, { a: 2 })).toMatchObject({ name: 'Conflict' });
    expect(adopt(back, { a: 1 })).toMatchObject({
      isNew: false,
      change: { kind: 'adopt', to_version: 'acme-1' },
    });
  });
});

describe('planKeeping(registry, said, named)', () => {
  test('keeps what a person says of it; without that what was said before stays', () => {
    const first = implemented(NOTHING, 'a', { to: 1 });
    const why = (text: string | null) => planKeeping(first, said(), { version: null, why: text });
    expect(why('it held')).toMatchObject({ change: { outcome: 'kept', why: 'it held' } });
    expect(why(null)).toMatchObject({ change: { outcome: 'kept', why: null } });
  });

  test('refuses what nobody watches', () => {
    expect(planKeeping(NOTHING, said(), { version: null, why: null })).toMatchObject({ name: 'Conflict' });
    expect(planKeeping(NOTHING, said(), { version: 'v9', why: null })).toMatchObject({ name: 'NotFound' });
  });
});

describe('a registry', () => {
  test('whatever is implemented and rolled back: one version a name, one change an id, the bytes of a version for good', () => {
    const deed = fc.oneof(
      fc.record({ deed: fc.constant('implement' as const), to: fc.integer({ min: -10, max: 10 }) }),
      fc.record({ deed: fc.constant('back' as const), which: fc.nat(9) }),
    );
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 12 }), (deeds) => {
        const bytes = new Map([[BUILT_IN.version, currentText(BUILT_IN)]]);
        let registry = NOTHING;
        deeds.forEach((one, n) => {
          if (one.deed === 'implement') {
            registry = implemented(registry, `d${n}`, { to: one.to });
          } else {
            const version = registry.versions[one.which % registry.versions.length]?.version ?? '';
            const planned = planRollback(registry, said(), { version, why: null });
            if (planned.kind === 'planned') registry = withChange(registry, planned);
          }
          const now = versionOn(registry, MONDAY);
          expect(currentText(now)).toBe(bytes.get(now.version) ?? currentText(now));
          bytes.set(now.version, currentText(now));
        });
        const ids = registry.changes.map(({ change_id }) => change_id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(registry.versions.map(({ version }) => version)).size).toBe(registry.versions.length);
        expect(registryOf(registry)).toEqual(registry);
        for (const { version, outcome, watched } of registry.changes.map((change) => ({
          version: change.to_version,
          outcome: change.outcome,
          watched: change.outcome === 'watching',
        })))
          if (watched)
            expect([outcome, lineage(registry, versionOn(registry, MONDAY).version)]).toEqual([
              'watching',
              expect.arrayContaining([version]),
            ]);
      }),
    );
  });
});

describe('currentText(version)', () => {
  test('is canonical JSON and a line end, and its ETag a hash of it', () => {
    const text = currentText(BUILT_IN);
    expect(text).toBe(
      `{"parameters":${BUILT_IN.parameters},"sha256":"${BUILT_IN.sha256}","version":"v3.3"}\n`,
    );
    expect(etagOf(BUILT_IN)).toMatch(/^"[0-9a-f]{64}"$/);
  });
});

describe('sessionFrom({ ahead, at, named })', () => {
  test.each([
    ['the session ahead', { ahead: '2025-03-10', named: null }, '2025-03-10'],
    ['a later one that was named', { ahead: '2025-03-10', named: '2025-03-17' }, '2025-03-17'],
    ['the session after a named day without one', { ahead: '2025-03-10', named: '2025-03-15' }, '2025-03-17'],
    [
      'without data the session after the day on which it was said',
      { ahead: null, named: null },
      '2025-03-10',
    ],
  ])('is %s', (_, given, day) => {
    expect(sessionFrom({ ...given, at: AT })).toBe(day);
  });

  test('is refused for a day that is past', () => {
    expect(sessionFrom({ ahead: MONDAY, named: '2025-03-07', at: AT })).toEqual({
      kind: 'refused',
      name: 'InvalidInput',
      message: '--effective 2025-03-07 is before 2025-03-10, the next session',
    });
  });
});

describe('isHeldOut(session, underlying, share)', () => {
  test('draws about that share, and of a larger one the same and more', () => {
    const names = Array.from({ length: 4_000 }, (_, n) => `U${n}`);
    const drawn = (share: number) => names.filter((name) => isHeldOut(MONDAY, name, share));
    expect(drawn(0.2).length / names.length).toBeCloseTo(0.2, 1);
    expect(drawn(0.5)).toEqual(expect.arrayContaining(drawn(0.2)));
    expect(drawn(0.2)).not.toEqual(names.filter((name) => isHeldOut('2025-03-11', name, 0.2)));
  });
});
