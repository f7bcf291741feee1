import { describe, expect, test } from '@jest/globals';
import { addDays } from '../time/dates.js';
import { shiftWeek, weekRange, type IsoWeek } from '../time/iso-week.js';
import type { PatternRow } from './pattern-row.js';
import { lookedWeeks } from './patterns.js';
import type { Ask, WeekDecision } from './week-decision.js';

const FIRST = '2025-W02';

function week(number: number): IsoWeek {
  return shiftWeek(FIRST, number - 1);
}

/** A decision of a week, counted from 1, asked for once on a weekday. */
function decision(
  number: number,
  given: Partial<WeekDecision> & { ask?: Partial<Ask>; weekday?: number } = {},
): WeekDecision {
  const { ask, weekday = 1, ...fields } = given;
  const session = addDays(weekRange(week(number)).from, weekday - 1);
  const refused = fields.refused ?? false;
  return {
    week: week(number),
    underlying: 'SOFI',
    action: 'roll',
    versions: ['v3.3'],
    weeksBefore: 0,
    refused,
    modified: false,
    priceOnly: false,
    matter: '',
    leaves: null,
    asks: [
      {
        session,
        askedBefore: 0,
        answered: !refused,
        premium: null,
        captured: null,
        earningsIn: null,
        ...ask,
      },
    ],
    change: refused ? null : { weeks: 0, strikes: 0, quantityRatio: 1 },
    hours: null,
    notional: null,
    regimes: [],
    judged: null,
    ...fields,
  };
}

function rowsOf(decisions: readonly WeekDecision[], through: number): PatternRow[] {
  const underlyings = [...new Set(decisions.map(({ underlying }) => underlying))];
  const inputs = { underlyings, starts: [], decisions, through: week(through) };
  return [...lookedWeeks(inputs)].flatMap(({ rows }) => rows());
}

function rowOf(
  decisions: readonly WeekDecision[],
  through: number,
  which: Partial<Pick<PatternRow, 'kind' | 'action' | 'scope_kind' | 'scope'>>,
): PatternRow | undefined {
  const last = Number(week(through).slice(6));
  return rowsOf(decisions, through).find(
    (row) =>
      row.week === last &&
      Object.entries({ scope_kind: 'overall', ...which }).every(
        ([name, value]) => row[name as 'kind'] === value,
      ),
  );
}

/** So many rolls a week moved by some weeks, so many left as they were. */
function rolls(weeks: number, moved: number, kept: number, by = 1): WeekDecision[] {
  return Array.from({ length: weeks }, (_, w) => [
    ...Array.from({ length: moved }, () =>
      decision(w + 1, { modified: true, change: { weeks: by, strikes: 0, quantityRatio: 1 } }),
    ),
    ...Array.from({ length: kept }, () => decision(w + 1)),
  ]).flat();
}

describe('lookedWeeks({ underlyings, starts, decisions, through }): a shift', () => {
  test('is told with its evidence, its share and its interval, found or not', () => {
    const shift = rowOf(rolls(2, 7, 2), 2, { kind: 'expiration_shift', action: 'roll' });
    expect(shift).toMatchObject({
      ...{
        year: 2025,
        week: 3,
        round: 1,
        algorithm_versions: ['v3.3'],
        decisions: 18,
        changed: 14,
        answered: 18,
      },
      ...{ budget: 0.0375, found: true, first_found_week: '2025-W03', cell: null, needed: null },
      ...{
        effect: 1,
        effect_low: 1,
        effect_high: 1,
        unit: 'weeks',
        share_low: expect.closeTo(0.3197865, 6),
        share_high: expect.closeTo(0.9868229, 6),
      },
      ...{ cost: null, cost_status: 'insufficient', judged_weeks: 0 },
      text: 'You add 1 week to the expiration in 14 of 18 rolls.',
    });
    expect(Math.exp(shift?.log_e ?? 0)).toBeCloseTo(2448.5229492 / 2 + 0.5, 4);
    expect(shift?.share).toBeCloseTo(14 / 18, 9);
    expect(JSON.parse(shift?.underlyings ?? '')).toEqual([
      {
        underlying: 'SOFI',
        changed: 14,
        answered: 18,
        share: expect.closeTo((14 + (2 * 14.5) / 19) / 20, 9),
        effect: 1,
        in_pattern: true,
      },
    ]);
  });

  test('says how many decisions it lacks before it is found', () => {
    const shift = rowOf(rolls(1, 8, 0), 1, { kind: 'expiration_shift', action: 'roll' });
    // ½ E(8, 8) + ½: ln 3.2441; of 533.33 are lacking 3.0351, at .4055 a decision.
    expect(shift).toMatchObject({ found: false, first_found_week: null, needed: 8 });
  });

  test('the other way has an effect below 0, and none where as many go either way', () => {
    expect(rowOf(rolls(2, 9, 0, -2), 2, { kind: 'expiration_shift', action: 'roll' })).toMatchObject({
      ...{ effect: -2, effect_low: -2, effect_high: -2, changed: 18 },
      text: 'You take 2 weeks off the expiration in 18 of 18 rolls.',
    });
    expect(
      rowOf([...rolls(1, 3, 0), ...rolls(1, 3, 0, -1)], 1, { kind: 'expiration_shift', action: 'roll' }),
    ).toMatchObject({
      ...{ effect: null, changed: 0, share: 0 },
      text: 'In 6 rolls you move the expiration no more one way than the other.',
    });
  });

  test('is of all after a mind that changed, though some were last asked about before it did', () => {
    const before = ['SOFI', 'NIO', 'PLTR'].flatMap((underlying) =>
      [1, 2].flatMap((n) => Array.from({ length: 2 }, () => decision(n, { underlying }))),
    );
    const after = [3, 4, 5, 6, 7].flatMap((n) =>
      ['SOFI', 'NIO'].flatMap((underlying) =>
        Array.from({ length: 4 }, () =>
          decision(n, { underlying, change: { weeks: 1, strikes: 0, quantityRatio: 1 } }),
        ),
      ),
    );
    const shift = rowOf([...before, ...after], 7, { kind: 'expiration_shift', action: 'roll' });
    const parts = JSON.parse(shift?.underlyings ?? '') as { underlying: string; in_pattern: boolean }[];
    expect(parts.map(({ underlying, in_pattern }) => [underlying, in_pattern])).toEqual([
      ['NIO', true],
      ['PLTR', true],
      ['SOFI', true],
    ]);
  });

  test('is of the underlyings that show it, where another shows the opposite', () => {
    const others = Array.from({ length: 8 }, (_, i) => decision(1 + (i % 4), { underlying: 'NIO' }));
    const shift = rowOf([...rolls(4, 4, 0), ...others], 4, { kind: 'expiration_shift', action: 'roll' });
    const parts = JSON.parse(shift?.underlyings ?? '') as { underlying: string; in_pattern: boolean }[];
    expect(parts.map(({ underlying, in_pattern }) => [underlying, in_pattern])).toEqual([
      ['NIO', false],
      ['SOFI', true],
    ]);
    expect(shift?.text).toBe('You add 1 week to the expiration in 16 of 24 rolls, as a rule on SOFI.');
  });

  test('draws underlyings to the share of the last eight weeks', () => {
    const shift = rowOf(rolls(4, 5, 0), 12, { kind: 'expiration_shift', action: 'roll' });
    const [part] = JSON.parse(shift?.underlyings ?? '') as { share: number }[];
    // None in those weeks: the pooled share is ½.
    expect(part?.share).toBeCloseTo((20 + 1) / 22, 8);
  });

  test('has the share of the last eight weeks, and goes on without decisions', () => {
    const shift = rowOf(rolls(4, 5, 5), 11, { kind: 'expiration_shift', action: 'roll' });
    expect(shift).toMatchObject({ share: 0.5, changed: 20, decisions: 40 });
    expect(rowOf(rolls(4, 5, 5), 12, { kind: 'expiration_shift', action: 'roll' })).toMatchObject({
      share: null,
      share_low: null,
      changed: 20,
    });
  });
});

describe('lookedWeeks({ underlyings, starts, decisions, through }): a refusal', () => {
  const open = (number: number, premium: number, refused: boolean) =>
    decision(number, { action: 'open', refused, ask: { premium } });

  test('names the floor below which opens are left undone', () => {
    const decisions = Array.from({ length: 8 }, (_, w) => [
      ...[0.12, 0.18, 0.24].map((premium) => open(w + 1, premium, true)),
      ...[0.26, 0.35, 0.6, 0.9].map((premium) => open(w + 1, premium, false)),
    ]).flat();
    expect(rowOf(decisions, 8, { kind: 'premium_floor' })).toMatchObject({
      ...{
        found: true,
        cell: '0.25',
        effect: 0.25,
        effect_low: null,
        unit: 'usd',
        changed: 24,
        answered: 32,
        share: 1,
      },
      text: 'You leave 24 of 24 opens below 0.25 undone.',
    });
  });

  test('of a weekday counts the sessions that were left unanswered on it', () => {
    const decisions = Array.from({ length: 12 }, (_, w) => [
      ...[1, 2, 3, 4].map((weekday) => decision(w + 1, { weekday, underlying: `U${weekday}` })),
      ...[1, 2].map((i) => decision(w + 1, { weekday: 5, refused: true, underlying: `U${i}` })),
    ]).flat();
    expect(rowOf(decisions, 12, { kind: 'weekday_refusal', action: 'roll' })).toMatchObject({
      ...{ found: true, cell: '5', unit: 'weekday', changed: 24, share: 1 },
      text: 'You leave 24 of 24 rolls unanswered on Fridays.',
    });
  });

  test('of a weekday counts what was answered on a later day as well', () => {
    const asked = (number: number, weekday: number, answered: boolean): WeekDecision['asks'][number] => {
      const session = addDays(weekRange(week(number)).from, weekday - 1);
      return { session, askedBefore: 0, answered, premium: null, captured: null, earningsIn: null };
    };
    const decisions = Array.from({ length: 12 }, (_, w) => [
      ...[1, 2].map((i) =>
        decision(w + 1, { underlying: `U${i}`, asks: [asked(w + 1, 1, false), asked(w + 1, 2, true)] }),
      ),
      ...[3, 4, 5].map((weekday) => decision(w + 1, { weekday })),
    ]).flat();
    expect(rowOf(decisions, 12, { kind: 'weekday_refusal', action: 'roll' })).toMatchObject({
      ...{ cell: '1', changed: 24, share: 1 },
      text: 'You leave 24 of 24 rolls unanswered on Mondays.',
    });
  });

  test('of an underlying is told of that underlying alone', () => {
    const decisions = Array.from({ length: 10 }, (_, w) => [
      decision(w + 1, { underlying: 'NIO', action: 'open', refused: true }),
      ...['SOFI', 'F', 'AMC'].map((underlying) => decision(w + 1, { underlying, action: 'open' })),
    ]).flat();
    expect(
      rowOf(decisions, 10, { kind: 'underlying_refusal', scope_kind: 'underlying', scope: 'NIO' }),
    ).toMatchObject({
      ...{ found: true, cell: 'NIO', unit: 'none', changed: 10, decisions: 10 },
      text: 'You leave 10 of 10 decisions on NIO undone.',
    });
    expect(
      rowsOf(decisions, 10)
        .filter(({ found }) => found)
        .map(({ scope }) => scope),
    ).toEqual(expect.arrayContaining(['NIO']));
    expect(rowsOf(decisions, 10).some(({ found, scope }) => found && scope !== 'NIO')).toBe(false);
  });

  test('of holds is told where they are contradicted once enough is earned', () => {
    const hold = (number: number, captured: number, refused: boolean) =>
      decision(number, { action: 'hold', refused, change: null, ask: { captured } });
    const decisions = Array.from({ length: 8 }, (_, w) => [
      ...[0.55, 0.62].map((captured) => hold(w + 1, captured, true)),
      ...[0.05, 0.1, 0.2, 0.44].map((captured) => hold(w + 1, captured, false)),
    ]).flat();
    expect(rowOf(decisions, 8, { kind: 'early_exit' })).toMatchObject({
      ...{ found: true, cell: '0.5', unit: 'share', changed: 16 },
      text: 'You close early in 16 of 16 holds with 50 % of the premium earned.',
    });
  });
});

describe('lookedWeeks({ underlyings, starts, decisions, through }): its cost', () => {
  const judged = (number: number, difference: number, weeksLater = 0) =>
    decision(number, {
      modified: true,
      change: { weeks: 1, strikes: 0, quantityRatio: 1 },
      judged: { difference, on: weekRange(week(number + weeksLater)).to },
    });
  const LOSSES = [-0.3, -0.1, -0.4, -0.2, -0.35, -0.15, -0.25, -0.3];

  test('is that of the weeks that were judged by its end', () => {
    const decisions = LOSSES.map((loss, w) => judged(w + 1, loss));
    const row = rowOf(decisions, 8, { kind: 'expiration_shift', action: 'roll' });
    expect(row).toMatchObject({
      cost: -0.25625,
      cost_low: expect.closeTo(-0.3789291, 6),
      cost_high: expect.closeTo(-0.1335709, 6),
      cost_status: 'costly',
      judged_weeks: 8,
    });
    expect(row?.text).toMatch(/ It costs 0\.26 % of the price each time \(0\.13 to 0\.38\)\.$/);
    const priced = decisions.map((one) => ({ ...one, notional: 20_000 }));
    expect(rowOf(priced, 8, { kind: 'expiration_shift', action: 'roll' })?.text).toMatch(
      / \(0\.13 to 0\.38\), about 223 USD a month at 4 such decisions\.$/,
    );
    const late = LOSSES.map((loss, w) => judged(w + 1, loss, 1));
    expect(rowOf(late, 8, { kind: 'expiration_shift', action: 'roll' })).toMatchObject({ judged_weeks: 7 });
  });

  test('is winsorised, and of what was kept it is none', () => {
    const decisions = [1, 2, 3, 4, 5, 6].flatMap((w) => [
      judged(w, -40 - w),
      decision(w, { judged: { difference: 3, on: '2025-01-10' } }),
    ]);
    expect(rowOf(decisions, 6, { kind: 'expiration_shift', action: 'roll' })).toMatchObject({
      cost: -5,
      judged_weeks: 6,
    });
  });

  test('of an affordable habit says that a rare loss need not have shown itself, below sixty judged', () => {
    const small = LOSSES.map((loss, w) => judged(w + 1, -loss / 100));
    expect(rowOf(small, 8, { kind: 'expiration_shift', action: 'roll' })?.text).toMatch(
      / It has cost nothing to speak of so far; a rare loss need not have shown itself\.$/,
    );
    const many = Array.from({ length: 8 }, () => small.map((one) => ({ ...one }))).flat();
    expect(rowOf(many, 8, { kind: 'expiration_shift', action: 'roll' })?.text).toMatch(
      / It costs nothing to speak of\.$/,
    );
  });
});

describe('lookedWeeks({ underlyings, starts, decisions, through }): its rows', () => {
  test('begin with the first decision in scope and are in order', () => {
    const rows = rowsOf([decision(2), decision(4, { action: 'open', underlying: 'NIO' })], 4);
    expect(rowsOf([], 4)).toEqual([]);
    expect([...new Set(rows.map((row) => row.week))]).toEqual([3, 4, 5]);
    expect(rows.filter(({ kind }) => kind === 'premium_floor').map((row) => row.week)).toEqual([5]);
    const keys = rows.map(({ week: number, pattern_id }) => `${number} ${pattern_id}`);
    expect(keys).toEqual([...keys].sort());
  });
});

describe('lookedWeeks({ underlyings, starts, decisions, through }): timing', () => {
  const answered = (number: number, hours: number | null) => decision(number, { hours });
  const timing = (decisions: readonly WeekDecision[], through: number) =>
    rowsOf(decisions, through).filter(({ kind }) => kind === 'timing');

  test('is told from the first answer with a time on, by its median and the share after the first hour', () => {
    const decisions = [
      answered(1, null),
      ...[0.5, 0.8, 1.5, 26].map((hours) => answered(2, hours)),
      decision(2),
    ];
    const rows = timing(decisions, 2);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      ...{ week: 3, action: 'any', round: 1, decisions: 6, answered: 4, changed: 2, effect: 0.8, share: 0.5 },
      ...{ log_e: 0, budget: 0, found: false, needed: null, cost: null, cost_status: 'insufficient' },
      text: 'You answer 0.8 hours after the advice (median), 50 % after its first hour.',
    });
  });

  test('is refused on records with bare dates', () => {
    expect(timing([answered(1, null), answered(2, null)], 3)).toEqual([]);
  });
});

test('what is left of an opening that was done in part is no opening refused', () => {
  const sold = (number: number, underlying: string, given: Partial<WeekDecision> = {}) =>
    decision(number, { action: 'open', underlying, matter: underlying, ask: { premium: 0.4 }, ...given });
  const decisions = Array.from({ length: 12 }, (_, at) => at + 1).flatMap((number) => {
    const { from, to } = weekRange(week(number));
    const rest = { refused: true, weekday: 3, ask: { premium: 0.1 } };
    return [
      ...['A', 'B', 'C'].map((underlying) => sold(number, underlying)),
      sold(number, 'HALF', {
        ...{ modified: true, change: { weeks: 0, strikes: 0, quantityRatio: 0.5 } },
        leaves: { after: from, until: to },
      }),
      sold(number, 'HALF', rest),
    ];
  });
  const found = rowsOf(decisions, 12).filter((row) => row.found);
  expect(found.map(({ kind }) => kind)).not.toContain('premium_floor');
  expect(rowOf(decisions, 12, { kind: 'premium_floor' })).toMatchObject({ decisions: 48, changed: 0 });
  expect(rowOf(decisions, 12, { kind: 'quantity_share' })).toMatchObject({ decisions: 60 });
});
