import { describe, expect, test } from '@jest/globals';
import { decide } from './decision.js';
import type { CandidateToDecide, DecisionRequest } from './may-decide.js';
import { registryOf } from './registry.js';
import type { DecisionRow } from './registry-rows.js';

const REGISTRY = registryOf({ versions: [], changes: [] });
const CANDIDATE: CandidateToDecide = {
  ...{ candidate_id: 'c1', revision: 3, status: 'open', flags: [] },
  patch: {
    base: 'v3.3',
    changes: [
      { path: 'dte.min', from: 7, to: 14 },
      { path: 'dte.max', from: 14, to: 21 },
    ],
  },
};
const REQUEST: DecisionRequest = {
  ...{ decision: 'implement', revision: null, until: null, reason: null, acceptCost: false, watchWeeks: 6 },
  ...{
    effective: null,
    onBreach: 'revert',
    weeklyLossLimit: null,
    at: '2025-03-08T17:00:00Z',
    isAtGiven: false,
    by: 'ann',
  },
};

function decided(
  request: Partial<DecisionRequest>,
  {
    candidate = {},
    made = [],
  }: { candidate?: Partial<CandidateToDecide>; made?: readonly DecisionRow[] } = {},
) {
  return decide(
    { ...CANDIDATE, ...candidate },
    { ...REQUEST, ...request },
    { registry: REGISTRY, made, ahead: '2025-03-10' },
  );
}

function rowOf(result: ReturnType<typeof decided>): DecisionRow {
  if (result.kind === 'refused') throw new Error(result.message);
  return result.decision;
}

describe('decide(candidate, request, { registry, made, ahead })', () => {
  test('to implement makes a version', () => {
    expect(decided({ weeklyLossLimit: '1500' })).toMatchObject({
      kind: 'planned',
      decision: {
        ...{ decision: 'implement', revision: 3, effective_from: '2025-03-10', version: 'v3.4' },
        ...{ on_breach: 'revert', weekly_loss_limit: '1500', decided_at: '2025-03-08T17:00:00Z', by: 'ann' },
      },
      versions: [{ version: 'v3.4' }],
      changes: [{ kind: 'implement' }],
    });
  });

  test('to defer or reject makes none', () => {
    const nothing = { effective_from: null, version: null, on_breach: null };
    expect(decided({ decision: 'defer', until: '2025-04-01' })).toMatchObject({
      decision: { decision: 'defer', until: '2025-04-01', ...nothing },
      versions: [],
    });
    expect(decided({ decision: 'reject', reason: 'not mine' })).toMatchObject({
      decision: { decision: 'reject', reason: 'not mine', ...nothing },
    });
  });

  test.each([
    ['a rejection without a reason', { decision: 'reject' }, {}, 'InvalidInput'],
    ['a deferral without an end', { decision: 'defer' }, {}, 'InvalidInput'],
    [
      'a deferral to its own day',
      { decision: 'defer', until: '2025-03-08', isAtGiven: true },
      {},
      'InvalidInput',
    ],
    ['a deferral to the last day with data', { decision: 'defer', until: '2025-03-07' }, {}, 'InvalidInput'],
    ['a deferral beyond a year', { decision: 'defer', until: '2026-03-09' }, {}, 'InvalidInput'],
    ['a day that is past', { effective: '2025-03-07' }, {}, 'InvalidInput'],
    [
      'a session of what is no implementation',
      { decision: 'defer', until: '2025-04-01', effective: '2025-04-01' },
      {},
      'InvalidInput',
    ],
    ['an end of what is no deferral', { until: '2025-04-01' }, {}, 'InvalidInput'],
    ['a revision that is not the last', { revision: 2 }, {}, 'Stale'],
    ['a costly one without acceptance', {}, { flags: ['costly'] }, 'CostNotAccepted'],
    ['what is expired', {}, { status: 'expired' }, 'Conflict'],
    [
      'a patch of another base',
      {},
      { patch: { base: 'v3.3', changes: [{ path: 'dte.min', from: 9, to: 14 }] } },
      'Stale',
    ],
  ] as const)('refuses %s', (_, request, candidate, name) => {
    expect(decided(request, { candidate })).toMatchObject({ kind: 'refused', name });
  });

  test('takes a deferral of a year, a costly one that is accepted, and one that was deferred', () => {
    expect(decided({ decision: 'defer', until: '2026-03-08' }).kind).toBe('planned');
    expect(decided({ acceptCost: true }, { candidate: { flags: ['costly'] } }).kind).toBe('planned');
    expect(decided({}, { candidate: { status: 'deferred' } }).kind).toBe('planned');
  });

  test('takes a deferral to a day after the data, which may be long past, unless it is said when', () => {
    const now = { decision: 'defer', until: '2025-03-14', at: '2026-11-29T05:00:00Z' } as const;
    expect(decided(now).kind).toBe('planned');
    expect(decided({ ...now, isAtGiven: true })).toMatchObject({
      name: 'InvalidInput',
      message: '--until 2025-03-14 is not after 2026-11-29',
    });
    expect(decided({ ...now, until: '2025-03-07' })).toMatchObject({
      message: '--until 2025-03-07 is not after 2025-03-07, the last day with data',
    });
  });

  test('refuses an implementation before one that is planned, which would not have it', () => {
    const planned = decided({ effective: '2025-03-24' });
    if (planned.kind !== 'planned') throw new Error(planned.kind);
    const registry = registryOf({ versions: planned.versions, changes: planned.changes });
    const other = {
      ...CANDIDATE,
      candidate_id: 'c2',
      patch: { base: 'v3.3', changes: [{ path: 'strikeSteps', from: null, to: 2 }] },
    };
    const on = (effective: string | null) =>
      decide(other, { ...REQUEST, effective }, { registry, made: [], ahead: '2025-03-10' });
    expect(on(null)).toMatchObject({
      name: 'Conflict',
      message: expect.stringMatching(/^v3\.4 is planned from 2025-03-24 on/) as unknown,
    });
    expect(on('2025-03-24')).toMatchObject({
      kind: 'planned',
      versions: [{ version: 'v3.5', parent: 'v3.4' }],
    });
  });

  test('the same again is repeated, whoever says it; at another time that was named, or otherwise, it is not', () => {
    const first = rowOf(decided({}));
    const status = { candidate: { status: 'implemented' }, made: [first] };
    expect(decided({ by: 'bob', at: '2025-03-09T17:00:00Z' }, status)).toEqual({
      kind: 'repeated',
      decision: first,
    });
    expect(decided({ isAtGiven: true }, status).kind).toBe('repeated');
    expect(decided({ isAtGiven: true, at: '2025-03-09T17:00:00Z' }, status)).toMatchObject({
      name: 'Conflict',
    });
    expect(decided({ decision: 'reject', reason: 'no' }, status)).toMatchObject({ name: 'Conflict' });
  });

  test('deferred to another day, and back to the first, is three decisions', () => {
    const made: DecisionRow[] = [];
    for (const until of ['2025-04-01', '2025-05-01', '2025-04-01'])
      made.push(rowOf(decided({ decision: 'defer', until }, { candidate: { status: 'deferred' }, made })));
    expect(new Set(made.map(({ decision_id }) => decision_id)).size).toBe(3);
  });
});
