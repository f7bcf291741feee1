import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deploymentOf, type DeploymentCircumstances } from './deployment.js';
import { deploymentsIn, underWay, type DeploymentFacts, type DeploymentLine } from './deployment-line.js';
import { deploymentText, isUnderWay, refusalToAbort, refusalToApprove } from './deployment-state.js';
import { promotion, rollback, shadowing, type ChangeSaid, type RegistryLine } from './registry.js';

const OWN = 'mlp-1';
const AT = '2025-01-06T15:00:00Z';
const said: ChangeSaid = { evaluation_id: null, at: AT, by: 'user', reason: null, as_of: '2025-01-03' };
const named = (model_id: string) => ({ model_id, manifest_sha256: 'a' });

/** Changes of the registry, each after those before it. */
function registryOf(
  ...changes: ((lines: readonly RegistryLine[]) => RegistryLine[] | null)[]
): RegistryLine[] {
  return changes.reduce<RegistryLine[]>((lines, change) => [...lines, ...(change(lines) ?? [])], []);
}
const promote =
  (id: string, more: Partial<ChangeSaid> = {}) =>
  (lines: readonly RegistryLine[]) =>
    promotion(lines, named(id), { ...said, ...more });
const shadow =
  (id: string | null, reason: string | null = null) =>
  (lines: readonly RegistryLine[]) =>
    shadowing(lines, id === null ? null : named(id), { ...said, reason });
const back = (by: 'user' | 'watch') => (lines: readonly RegistryLine[]) =>
  rollback(lines, { ...said, by, reason: 'it is worse' });

const begun = (seq = 1): DeploymentLine => ({ what: 'begun', model_id: OWN, at: AT, as_of: null, seq });
const approved: DeploymentLine = { what: 'approved', model_id: OWN, at: AT, as_of: null, reason: 'me' };
const canary: DeploymentLine = { what: 'canary', model_id: OWN, at: AT, as_of: null, share: 0.2, salt: 's' };
const facts = (...lines: DeploymentLine[]) => deploymentsIn(lines).get(OWN) as DeploymentFacts;

const policy: DeploymentCircumstances['policy'] = {
  shadow: { min_scored: 50, min_sessions: 5 },
  canary: { share: 0.2, min_scored: 50 },
  watch: { scored: 300, cusum_arl: 10_000 },
  approval: 'gate',
};
const around = (more: Partial<DeploymentCircumstances> = {}): DeploymentCircumstances => ({
  registry: registryOf(promote('logistic-9'), shadow(OWN)),
  isHeld: false,
  counts: { scored: 60, sessions: 6, canary: 0, watched: 0 },
  judged: { verdict: 'bless', needed: 1, failed: '' },
  policy,
  ...more,
});
const insufficient = { verdict: 'insufficient', needed: 120, failed: 'evidence: too little' } as const;

describe('deploymentOf(model_id, facts, circumstances)', () => {
  test('shadow: waits for decisions and sessions, whatever the gate says', () => {
    const counts = { scored: 18, sessions: 5, canary: 0, watched: 0 };
    const { state, due } = deploymentOf(OWN, facts(begun()), around({ counts }));
    expect(state).toMatchObject({ stage: 'shadow', waits_for: [{ for: 'scored', missing: 32 }] });
    expect(due).toBeNull();
    expect(deploymentText(state)).toBe('in shadow: waits for 32 more labelled decisions');
  });

  test('approval: by the gate, and where the policy asks by a person as well', () => {
    const one = deploymentOf(OWN, facts(begun()), around({ judged: insufficient }));
    expect(deploymentText(one.state)).toBe(
      'to be approved: waits for the gate’s blessing, 120 more labelled decisions as it goes',
    );
    expect(deploymentOf(OWN, facts(begun()), around()).due).toEqual({ act: 'start_canary' });
    const ask = { ...policy, approval: 'ask' } as const;
    const asked = deploymentOf(OWN, facts(begun()), around({ policy: ask }));
    expect(deploymentText(asked.state)).toBe('to be approved: waits for a person (“models promote”)');
    expect(refusalToApprove(asked.state, { override: false })).toBeUndefined();
    const given = deploymentOf(OWN, facts(begun(), approved), around({ policy: ask }));
    expect(given.due).toEqual({ act: 'start_canary' });
    expect(refusalToApprove(given.state, { override: false })?.name).toBe('Conflict');
  });

  test('canary: waits for decisions that it served; then it is promoted once the gate blesses it as it stands', () => {
    const counts = { scored: 60, sessions: 6, canary: 49, watched: 0 };
    const one = deploymentOf(OWN, facts(begun(), canary), around({ counts }));
    expect(deploymentText(one.state)).toBe('canary: waits for 1 more labelled decision');
    const served = { ...counts, canary: 50 };
    expect(deploymentOf(OWN, facts(begun(), canary), around({ counts: served })).due).toEqual({
      act: 'promote',
    });
    const unsure = deploymentOf(
      OWN,
      facts(begun(), canary),
      around({ counts: served, judged: insufficient }),
    );
    expect([unsure.state.stage, unsure.due]).toEqual(['promotion', null]);
  });

  test('watch: until it has served for so many decisions', () => {
    const registry = registryOf(promote('logistic-9'), shadow(OWN), promote(OWN, { by: 'gate' }));
    const counts = { scored: 60, sessions: 6, canary: 50, watched: 299 };
    const { state } = deploymentOf(OWN, facts(begun(), canary), around({ registry, counts }));
    expect(state).toMatchObject({ stage: 'watch', waits_for: [{ for: 'scored', missing: 1 }] });
    expect(refusalToApprove(state, { override: true })?.name).toBe('Conflict');
    expect(refusalToAbort(state)?.message).toContain('models rollback');
    const done = { ...counts, watched: 300 };
    expect(deploymentOf(OWN, facts(begun()), around({ registry, counts: done })).due).toEqual({
      ...{ act: 'end', end: 'done', reason: null },
    });
  });

  test.each([
    ['rolled_back', 'it is worse', [promote('logistic-9'), shadow(OWN), promote(OWN), back('watch')]],
    ['rolled_back', 'it is worse', [shadow(OWN), shadow(null), promote(OWN), back('user')]],
    ['rolled_back', 'it is worse', [promote('logistic-9'), shadow(OWN), promote(OWN), back('user')]],
    ['replaced', 'mlp-2 serves', [promote('logistic-9'), shadow(OWN), promote(OWN), promote('mlp-2')]],
    ['superseded', 'mlp-2 is scored in its place', [promote('logistic-9'), shadow(OWN), shadow('mlp-2')]],
    ['aborted', 'no more', [promote('logistic-9'), shadow(OWN), shadow(null, 'no more')]],
  ] as const)('ends as %s: %s', (end, reason, changes) => {
    const { due } = deploymentOf(OWN, facts(begun()), around({ registry: registryOf(...changes) }));
    expect(due).toEqual({ act: 'end', end, reason });
  });

  test('waits for the canary of another model, then takes the name of the shadow', () => {
    const registry = registryOf(promote('logistic-9'), shadow('mlp-0'));
    const held = deploymentOf(OWN, facts(begun(2)), around({ registry, isHeld: true }));
    expect(deploymentText(held.state)).toBe('not scored yet: waits for the canary of another model to end');
    expect(deploymentOf(OWN, facts(begun(2)), around({ registry })).due).toEqual({ act: 'take_shadow' });
  });

  test('whatever the facts: none is promoted, or serves a share, without what the policy asks for', () => {
    const circumstances = fc.record({
      lines: fc.subarray([approved, canary]),
      hasChampion: fc.boolean(),
      counts: fc.record({
        scored: fc.integer({ min: 0, max: 100 }),
        sessions: fc.integer({ min: 0, max: 10 }),
        canary: fc.integer({ min: 0, max: 100 }),
        watched: fc.constant(0),
      }),
      verdict: fc.constantFrom('bless', 'insufficient', 'reject', 'infra_fail'),
      approval: fc.constantFrom('gate', 'ask'),
    });
    fc.assert(
      fc.property(circumstances, ({ lines, hasChampion, counts, verdict, approval }) => {
        const { state, due } = deploymentOf(
          OWN,
          facts(begun(0), ...lines),
          around({
            registry: registryOf(...(hasChampion ? [promote('logistic-9')] : []), shadow(OWN)),
            ...{ counts, judged: { verdict, needed: null, failed: '' } },
            policy: { ...policy, approval },
          }),
        );
        const isOver = due?.act === 'end';
        expect(isOver).toBe(verdict === 'reject' || verdict === 'infra_fail');
        // It waits for something, or something is to be done.
        expect(state.waits_for.length > 0).toBe(due === null);
        if (due?.act === 'promote') {
          expect(verdict).toBe('bless');
          if (hasChampion) expect(lines.includes(canary) && counts.canary >= 50).toBe(true);
        }
        if (due?.act === 'start_canary') expect(hasChampion).toBe(true);
        if ((due?.act === 'promote' || due?.act === 'start_canary') && !lines.includes(canary)) {
          expect([counts.scored >= 50, counts.sessions >= 5]).toEqual([true, true]);
          expect(approval === 'ask' ? lines.includes(approved) : verdict === 'bless').toBe(true);
        }
        expect(isUnderWay(state)).toBe(true);
      }),
    );
  });
});

describe('deploymentsIn(lines)', () => {
  test('has the facts since each was begun last, in the order in which they were begun', () => {
    const ended: DeploymentLine = {
      ...{ what: 'ended', model_id: OWN, at: AT, as_of: null, end: 'aborted', reason: null },
    };
    const other: DeploymentLine = { what: 'begun', model_id: 'mlp-2', at: AT, as_of: null, seq: 3 };
    expect(underWay(deploymentsIn([begun(), canary, ended, other]))).toEqual(['mlp-2']);
    const again = deploymentsIn([begun(), canary, ended, other, begun(4)]);
    expect(underWay(again)).toEqual(['mlp-2', OWN]);
    expect(again.get(OWN)).toEqual({ begun: begun(4), approved: null, canary: null, ended: null });
  });
});
