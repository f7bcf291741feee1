import { describe, expect, test } from '@jest/globals';
import type { Replay } from '../candidates/replay.js';
import type { WeekDecision } from '../preferences/week-decision.js';
import { shiftWeek, type IsoWeek } from '../time/iso-week.js';
import { watchOf, type WatchedChange } from './watched-change.js';

const FIRST = '2025-W20';
const at = (weeks: number): IsoWeek => shiftWeek(FIRST, weeks);

const decision = (week: IsoWeek, more: Partial<WeekDecision> = {}): WeekDecision => ({
  week,
  underlying: 'SOFI',
  action: 'open',
  versions: [week < FIRST ? 'v3.3' : 'v3.4'],
  weeksBefore: 0,
  refused: false,
  modified: false,
  priceOnly: false,
  matter: '',
  leaves: null,
  asks: [],
  change: null,
  hours: null,
  notional: null,
  regimes: [],
  judged: null,
  ...more,
});
/** Of ten decisions in each week, so many modified. */
const weeks = (from: number, to: number, modified: number, more: Partial<WeekDecision> = {}) =>
  Array.from({ length: to - from + 1 }, (_, w) =>
    Array.from({ length: 10 }, (_, i) => decision(at(from + w), { modified: i < modified, ...more })),
  ).flat();

const CHANGE: WatchedChange = {
  change: {
    change_id: 'c',
    kind: 'implement',
    from_version: 'v3.3',
    to_version: 'v3.4',
    effective_from: '2025-05-12',
    at: '2025-05-10T16:00:00Z',
    by: 'ann',
    candidate_id: 'x',
    decision_id: 'd',
    why: null,
    watch_until: '2025-06-23',
    validation: null,
    outcome: 'watching',
  },
  candidate: {
    action: 'open',
    underlyings: [],
    patch: JSON.stringify({ base: 'v3.3', changes: [{ path: 'strikeSteps', from: null, to: 2 }] }),
    auto_revert: JSON.stringify({ cost: -0.15, divergence: 0.45, weekly_loss: null, weeks: 6 }),
  },
  decision: { weekly_loss_limit: null, on_breach: 'revert' },
  carrying: ['v3.4', 'v3.5'],
};
const REPLAY: Replay = {
  ...{
    sessions: 0,
    advices_total: 0,
    advices_changed: 0,
    decisions: 0,
    diverged_before: 0,
    diverged_after: 0,
  },
  ...{
    contradictions_met: 0,
    asked_anew: 0,
    wash_sales: 0,
    divergence_before: null,
    divergence_after: null,
    divergence_after_low: null,
  },
  ...{ divergence_after_high: null, became_consent: 0, ceased_consent: 0, cost: null, cost_low: null },
  ...{ cost_high: null, cost_status: 'insufficient', judged_weeks: 0, worst_week: null, by_underlying: [] },
};

function look(
  decisions: readonly WeekDecision[],
  {
    week = at(5),
    watched = {},
    replay = {},
  }: { week?: IsoWeek; watched?: Partial<WatchedChange>; replay?: Partial<Replay> } = {},
) {
  const asked: unknown[] = [];
  const watch = watchOf(
    { ...CHANGE, ...watched },
    { week, decisions, replay: (...given) => (asked.push(given), { ...REPLAY, ...replay }) },
  );
  return { ...watch, asked };
}

describe('watchOf(watched, { week, decisions, replay })', () => {
  test('sees a divergence on the changed advice beyond what was guarded, and other advice in no way', () => {
    expect(look(weeks(0, 5, 8)).breach).toMatch(
      /^48 of 60 decisions on the changed advice diverge, more than 45 %$/,
    );
    expect(look(weeks(0, 5, 4)).breach).toBeNull();
    for (const other of [{ action: 'roll' as const }, { versions: ['v3.3'] }, { versions: ['v3.3', 'v3.4'] }])
      expect(look(weeks(0, 5, 8, other)).breach).toBeNull();
    expect(look(weeks(0, 5, 8, { versions: ['v3.5'] })).breach).not.toBeNull();
  });

  test('of a patch of some underlyings or regimes looks at those', () => {
    const candidate = { ...CHANGE.candidate, underlyings: ['NIO'] };
    expect(look(weeks(0, 5, 8), { watched: { candidate } }).breach).toBeNull();
    expect(look(weeks(0, 5, 8, { underlying: 'NIO' }), { watched: { candidate } }).breach).not.toBeNull();
    const part = (when: string, strikeSteps: number) => ({ when, set: { strikeSteps } });
    const change = {
      path: 'byRegime',
      from: [part('dte_short', 1)],
      to: [part('dte_short', 1), part('dte_long', 2)],
    };
    const regime = { ...CHANGE.candidate, patch: JSON.stringify({ base: 'v3.3', changes: [change] }) };
    expect(
      look(weeks(0, 5, 8, { regimes: ['dte_short'] }), { watched: { candidate: regime } }).breach,
    ).toBeNull();
    expect(
      look(weeks(0, 5, 8, { regimes: ['dte_long'] }), { watched: { candidate: regime } }).breach,
    ).not.toBeNull();
  });

  test('asks what the new advice came to beside the old since the change', () => {
    const { asked, breach } = look([], {
      replay: { cost: -0.6, cost_low: -0.9, cost_high: -0.3, cost_status: 'costly', judged_weeks: 6 },
    });
    expect(asked).toEqual([[[{ path: 'strikeSteps', from: null, to: 2 }], { from: FIRST, to: at(5) }]]);
    expect(breach).toMatch(/loses at least 0\.30 %/);
    const decided = { weekly_loss_limit: '400', on_breach: 'revert' as const };
    const lost = { worst_week: { week: FIRST, usd: '-400.01' } };
    expect(look([], { watched: { decision: decided }, replay: lost }).breach).toMatch(
      /^a week lost 400\.01 USD/,
    );
    expect(look([], { replay: lost }).breach).toBeNull();
    const gained = { worst_week: { week: FIRST, usd: '500' } };
    expect(look([], { watched: { decision: decided }, replay: gained }).breach).toBeNull();
  });

  test('is validated once the watch is over, from the weeks on either side', () => {
    const decisions = [...weeks(-10, -1, 6), ...weeks(0, 5, 2)];
    expect(look(decisions, { week: at(4) }).isOver).toBe(false);
    const { validation, isOver } = look(decisions, { week: at(5) });
    expect(isOver).toBe(true);
    expect(validation).toMatchObject({
      design: 'interrupted_series',
      weeks: 6,
      proposal: 'keep',
      as_of: at(5),
    });
    expect(validation.divergence_before).toBeCloseTo(0.6, 2);
    expect(validation.divergence_after).toBeCloseTo(0.2, 2);
  });

  test('by what was held out for the version before, where there is enough of it', () => {
    const heldOut = weeks(1, 6, 5, { versions: ['v3.3'] }).filter((_, i) => i % 2 === 0);
    const { validation } = look([...weeks(0, 6, 2), ...heldOut], { week: at(6) });
    expect(validation).toMatchObject({ design: 'holdout', divergence_before: 0.6 });
  });
});
