import { describe, expect, test } from '@jest/globals';
import { decide } from './decision.js';
import type { CandidateToDecide, DecisionRequest } from './may-decide.js';
import { registryOf, type Registry } from './registry.js';
import type { DecisionRow } from './registry-rows.js';
import { reviewOf } from './review.js';
import { isDue, isUnderReview, refusalInReview, reviewText } from './review-state.js';

const NOTHING = registryOf({ versions: [], changes: [] });
const CANDIDATE: CandidateToDecide & { open_since: string } = {
  ...{ candidate_id: 'c1', revision: 2, status: 'open', flags: [], open_since: '2025-W09' },
  patch: { base: 'v3.3', changes: [{ path: 'strikeSteps', from: null, to: 2 }] },
};
const REQUEST: DecisionRequest = {
  ...{ decision: 'implement', revision: null, until: null, reason: null, acceptCost: false, effective: null },
  ...{
    watchWeeks: 6,
    onBreach: 'revert',
    weeklyLossLimit: null,
    at: '2025-03-08T17:00:00Z',
    isAtGiven: false,
    by: 'ann',
  },
};

function review({
  candidate = {},
  decisions = [],
  registry = NOTHING,
  ahead = '2025-03-10',
}: {
  candidate?: Partial<CandidateToDecide>;
  decisions?: readonly DecisionRow[];
  registry?: Registry;
  ahead?: string | null;
} = {}) {
  return reviewOf({ ...CANDIDATE, ...candidate }, { decisions, registry, ahead });
}

function implemented(): { decision: DecisionRow; registry: Registry } {
  const made = decide(CANDIDATE, REQUEST, { registry: NOTHING, made: [], ahead: '2025-03-10' });
  if (made.kind !== 'planned') throw new Error('not made');
  return { decision: made.decision, registry: registryOf(made) };
}

describe('reviewOf(candidate, { decisions, registry, ahead })', () => {
  test('of an open one waits for reminders and the expiry, counted from the end of the week since which it is', () => {
    const state = review();
    expect(state).toMatchObject({ known: '2025-03-07', last_week: '2025-W10', stale: null, watching: null });
    expect(state.due).toEqual([
      { what: 'reminder', on: '2025-03-16' },
      { what: 'reminder', on: '2025-03-30' },
      { what: 'reminder', on: '2025-04-27' },
      { what: 'expiry', on: '2025-05-25' },
    ]);
    expect([isUnderReview(state), isDue(state)]).toEqual([true, false]);
    expect(reviewText(state)).toBe('open (revision 2); next on 2025-03-16: the message asks again');
  });

  test('is due once the data reach past a whole week with the day in it', () => {
    const on = (ahead: string) => isDue(review({ ahead, candidate: { status: 'open' } }));
    expect(['2025-05-23', '2025-05-27'].map(on)).toEqual([false, true]);
  });

  test('of a deferred one asks again on its day, and neither reminds nor expires', () => {
    const decision = {
      ...implemented().decision,
      decision: 'defer',
      until: '2025-03-12',
      version: null,
    } as const;
    const state = review({ candidate: { status: 'deferred' }, decisions: [decision] });
    expect(state.due).toEqual([{ what: 'ask_again', on: '2025-03-12' }]);
    expect(isUnderReview(state)).toBe(true);
  });

  test('of an implemented one waits for the end of its watch, and is over when that has ended', () => {
    const { decision, registry } = implemented();
    const given = { candidate: { status: 'implemented' }, decisions: [decision] };
    const state = review({ ...given, registry });
    expect(state).toMatchObject({ watching: 'v3.4', due: [{ what: 'validation', on: '2025-04-21' }] });
    expect([isUnderReview(state), reviewText(state)]).toEqual([
      true,
      'implemented, v3.4 is watched; next on 2025-04-21: what it did is judged',
    ]);
    const changes = registry.changes.map((change) => ({
      ...change,
      outcome: change.outcome && ('kept' as const),
    }));
    expect(isUnderReview(review({ ...given, registry: { ...registry, changes } }))).toBe(false);
  });

  test('of a patch that no more fits says why', () => {
    const { registry } = implemented();
    expect(review({ registry }).stale).toMatch(/^strikeSteps is 2 in v3\.4/);
  });
});

describe('refusalInReview(state, request)', () => {
  test.each([
    ['what is open', {}, {}, undefined],
    ['a costly one', { flags: ['costly'] }, {}, 'CostNotAccepted'],
    ['what is rejected', { status: 'rejected' }, {}, 'Conflict'],
    ['another revision', {}, { revision: 1 }, 'Stale'],
    ['a deferral without an end', {}, { decision: 'defer' }, 'InvalidInput'],
  ] as const)('of %s', (_, candidate, request, name) => {
    expect(refusalInReview(review({ candidate }), { ...REQUEST, ...request })?.name).toBe(name);
  });

  test('refuses a patch that no more fits, and lets what was decided be asked again', () => {
    const { decision, registry } = implemented();
    expect(refusalInReview(review({ registry }), REQUEST)?.name).toBe('Stale');
    const state = review({ registry, candidate: { status: 'implemented' }, decisions: [decision] });
    expect(refusalInReview(state, REQUEST)).toBeUndefined();
  });
});
