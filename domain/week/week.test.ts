import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal, type Decimal } from '../number/decimal.js';
import { wilson } from '../number/intervals.js';
import type { MatchType } from '../matching/match-type.js';
import {
  isEmptyWeek,
  summarizeWeek,
  type Modification,
  type WeekClosing,
  type WeekCounterfactual,
  type WeekMatch,
} from './week.js';

const WEEK = '2025-W03';
const TYPES: readonly MatchType[] = ['consent', 'modify', 'reject', 'independent', 'no_action', 'pending'];

function match(type: MatchType, given: Partial<WeekMatch> = {}): WeekMatch {
  return {
    match_type: type,
    recommendation_id: type === 'independent' ? null : 'r',
    ...{ episode_id: type === 'independent' ? null : 'e', window_opens: 0, answered: false },
    underlying: 'SOFI',
    excluded: false,
    passive: false,
    modified_fields: [],
    strike_diff: null,
    expiration_diff_days: null,
    premium_diff: null,
    quantity_diff: null,
    ...given,
  };
}

function counterfactual(
  human: string | null,
  mid: string | null,
  given: Partial<WeekCounterfactual> = {},
): WeekCounterfactual {
  const at = (text: string | null): Decimal | null => (text === null ? null : decimal(text));
  const shifted = (by: string) => (mid === null ? null : decimal(mid) + decimal(by));
  return {
    underlying: 'SOFI',
    human_pnl: at(human),
    pnl_low: shifted('-10'),
    pnl_mid: at(mid),
    pnl_high: shifted('10'),
    currency: 'USD',
    ...given,
  };
}

function summaryOf(
  matches: readonly WeekMatch[],
  counterfactuals: readonly WeekCounterfactual[] = [],
  closings: readonly WeekClosing[] = [],
) {
  return summarizeWeek({ week: WEEK, matches, executions: 0, closings, counterfactuals, ...NO_DECISIONS });
}

const NO_DECISIONS = {
  decided: { active: 0, active_modified: 0, active_refused: 0, price_only: 0 },
  patterns: [],
  candidates: [],
};

describe('summarizeWeek(inputs)', () => {
  test('counts by type, and leaves what is pending, set aside or unadvised out of the rates', () => {
    const summary = summaryOf([
      ...[match('consent'), match('consent', { passive: true }), match('consent')],
      ...[match('modify'), match('reject'), match('reject')],
      ...[match('independent'), match('no_action'), match('pending')],
      match('reject', { excluded: true }),
    ]);
    expect(summary).toMatchObject({
      year: 2025,
      week: 3,
      recommendations: 9,
      consent: 3,
      consent_passive: 1,
      modify: 1,
      reject: 2,
      independent: 1,
      no_action: 1,
      pending: 1,
      excluded: 1,
      divergence_rate: 0.5,
      consent_rate: 0.5,
      consent_rate_active: 0.4,
    });
    expect(summary.divergence_rate_low).toBe(wilson(3, 6).low);
    expect(summary.consent_rate_high).toBe(wilson(3, 6).high);
  });

  test('gives no rate where nothing was decided', () => {
    expect(summaryOf([match('pending')])).toMatchObject({ divergence_rate: null, consent_rate_active: null });
  });

  test('puts every match into one count, whatever the matches', () => {
    const anyMatch = fc
      .record({ type: fc.constantFrom(...TYPES), excluded: fc.boolean(), passive: fc.boolean() })
      .map(({ type, ...given }) => match(type, given));
    fc.assert(
      fc.property(fc.array(anyMatch), (matches) => {
        const summary = summaryOf(matches);
        const counts = TYPES.map((type) => summary[type]);
        expect(counts.reduce((sum, count) => sum + count, summary.excluded)).toBe(matches.length);
      }),
    );
  });

  test('adds up both sides over the decisions whose two sides are known', () => {
    const known = [
      counterfactual('100.10', '80'),
      counterfactual('-20.05', '5.5'),
      counterfactual('0', '0', { underlying: 'STEM', pnl_low: decimal('-15'), pnl_high: decimal('48') }),
    ];
    const unknown = [counterfactual(null, '1000'), counterfactual('1000', null)];
    expect(summaryOf([], [...known, ...unknown])).toMatchObject({
      pnl_human: decimal('80.05'),
      pnl_algorithm_low: decimal('60.5'),
      pnl_algorithm_mid: decimal('85.5'),
      pnl_algorithm_high: decimal('137.5'),
    });
  });

  test('counts an episode once, by the last of its advice in the week that was decided', () => {
    const of = (episode_id: string, window_opens: number, type: MatchType, answered = false) =>
      match(type, { recommendation_id: `${episode_id}${window_opens}`, episode_id, window_opens, answered });
    const rows = [
      ...[of('a', 1, 'reject'), of('a', 2, 'reject'), of('a', 3, 'consent', true)],
      // The answer ends an episode, though other advice was sent after what it answers.
      ...[of('b', 1, 'consent', true), of('b', 2, 'reject')],
      ...[of('c', 1, 'consent', true), of('d', 1, 'reject'), of('d', 2, 'modify', true)],
      ...[of('e', 1, 'no_action'), of('f', 1, 'pending'), match('independent')],
    ];
    const expected = { episodes: 4, divergence_rate_by_episode: 0.25, divergence_rate: 5 / 8 };
    expect(summaryOf(rows)).toMatchObject(expected);
    expect(summaryOf([...rows].reverse())).toMatchObject(expected);
    expect(summaryOf([])).toMatchObject({ episodes: 0, divergence_rate_by_episode: null });
    for (const type of ['modify', 'reject'] as const)
      expect(summaryOf([of('a', 1, type)])).toMatchObject({ episodes: 1, divergence_rate_by_episode: 1 });
    expect(summaryOf([match('reject', { episode_id: null })])).toMatchObject({ episodes: 0 });
    const later = [
      match('consent', { recommendation_id: 'r2', window_opens: 1 }),
      match('reject', { recommendation_id: 'r1', window_opens: 2 }),
    ];
    for (const both of [later, later.toReversed()])
      expect(summaryOf(both)).toMatchObject({ episodes: 1, divergence_rate_by_episode: 1 });
    // Of advice of one instant the last is that of the last id.
    const sameTime = [
      match('reject', { recommendation_id: 'r1' }),
      match('consent', { recommendation_id: 'r2' }),
    ];
    for (const both of [sameTime, sameTime.toReversed()])
      expect(summaryOf(both)).toMatchObject({ episodes: 1, divergence_rate_by_episode: 0 });
  });

  test('adds up what closed, and nothing of different currencies', () => {
    const closed = (pnl: string, currency = 'USD') => ({ pnl: decimal(pnl), currency });
    expect(summaryOf([], [], [closed('623.91'), closed('-10.01')])).toMatchObject({
      ...{ realised_pnl: decimal('613.9'), closings: 2, currency: 'USD' },
    });
    expect(summaryOf([], [], [closed('1'), closed('1', 'EUR')])).toMatchObject({
      ...{ realised_pnl: null, closings: 2, currency: null },
    });
    expect(summaryOf([])).toMatchObject({ realised_pnl: 0n, closings: 0, currency: null });
  });

  test('tells in how many of the changes a field was the only one', () => {
    const summary = summaryOf([
      match('modify', { modified_fields: ['premium'] }),
      match('modify', { modified_fields: ['strike', 'premium'] }),
    ]);
    expect(JSON.parse(summary.top_modifications)).toMatchObject([
      { field: 'premium', count: 2, alone: 1 },
      { field: 'strike', count: 1, alone: 0 },
    ]);
  });

  test('adds up no amounts of different currencies', () => {
    const mixed = [counterfactual('1', '1'), counterfactual('1', '1', { currency: 'EUR' })];
    expect(summaryOf([], mixed)).toMatchObject({ pnl_human: null, pnl_algorithm_mid: null });
  });

  test('tells the changed fields, the most frequent first, with median differences by underlying', () => {
    const strikes = (underlying: string, ...diffs: string[]) =>
      diffs.map((diff) =>
        match('modify', { underlying, modified_fields: ['strike'], strike_diff: decimal(diff) }),
      );
    const summary = summaryOf([
      match('modify', { modified_fields: ['expiration'], expiration_diff_days: 7 }),
      ...strikes('F', '0.5'),
      ...strikes('SOFI', '1', '2'),
      ...strikes('F', '-1.5').map((excluded) => ({ ...excluded, excluded: true })),
    ]);
    expect(JSON.parse(summary.top_modifications)).toEqual([
      {
        field: 'strike',
        count: 3,
        alone: 3,
        median_diff: 1,
        by_underlying: [
          { underlying: 'SOFI', count: 2, median_diff: 1.5 },
          { underlying: 'F', count: 1, median_diff: 0.5 },
        ],
      },
      {
        field: 'expiration',
        count: 1,
        alone: 1,
        median_diff: 7,
        by_underlying: [{ underlying: 'SOFI', count: 1, median_diff: 7 }],
      },
    ] satisfies Modification[]);
  });

  test('is the same whatever the order of the rows', () => {
    const rows = ['1', '2', '4', '8'].map((diff, i) =>
      match('modify', {
        underlying: i % 2 ? 'F' : 'T',
        modified_fields: ['strike', 'premium'],
        strike_diff: decimal(diff),
      }),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(summaryOf(shuffled)).toEqual(summaryOf(rows));
      }),
    );
  });
});

describe('summarizeWeek(inputs): what is in none of the sums', () => {
  test('throws on what is no week', () => {
    const nothing = { matches: [], executions: 0, closings: [], counterfactuals: [], ...NO_DECISIONS };
    expect(() => summarizeWeek({ week: '2025-W53', ...nothing })).toThrow('not an ISO week: "2025-W53"');
  });

  test('a reject is not passive, and has no changed fields', () => {
    const reject = match('reject', { passive: true, modified_fields: ['strike'], strike_diff: decimal(1) });
    expect(summaryOf([reject])).toMatchObject({ consent_passive: 0, reject: 1, top_modifications: '[]' });
  });

  test('a decision of which an end of the range is unknown', () => {
    const whole = counterfactual('1', '2');
    for (const part of ['human_pnl', 'pnl_low', 'pnl_mid', 'pnl_high'])
      expect(summaryOf([], [whole, counterfactual('1000', '1000', { [part]: null })])).toMatchObject({
        pnl_human: decimal(1),
        pnl_algorithm_low: decimal(-8),
        pnl_algorithm_mid: decimal(2),
        pnl_algorithm_high: decimal(12),
      });
  });

  test('gives no amounts and no divergence where nothing could be judged or was decided', () => {
    expect(summaryOf([])).toMatchObject({
      pnl_human: null,
      pnl_algorithm_low: null,
      pnl_algorithm_mid: null,
      pnl_algorithm_high: null,
      patterns: '[]',
      candidates: '[]',
      divergence_chosen: null,
    });
  });
});

describe('summarizeWeek(inputs): what was decided', () => {
  test('is the share of decisions that were modified or refused, another price alone counting as followed', () => {
    const found = { pattern_id: 'p', text: 'You add 1 week to the expiration in 14 of 18 rolls.' };
    const candidate = { candidate_id: 'c', revision: 2, priority: 'high', text: 'Roll 1 week later.' };
    const summary = summarizeWeek({
      ...{ week: WEEK, matches: [], executions: 0, closings: [], counterfactuals: [] },
      decided: { active: 10, active_modified: 3, active_refused: 2, price_only: 1 },
      patterns: [found],
      candidates: [candidate],
    });
    expect(summary).toMatchObject({
      ...{ active: 10, active_modified: 3, active_refused: 2, price_only: 1, divergence_chosen: 0.5 },
      patterns: JSON.stringify([found]),
      candidates: JSON.stringify([candidate]),
    });
    expect(summary.divergence_chosen_low).toBeCloseTo(0.2366, 4);
    expect(summary.divergence_chosen_high).toBeCloseTo(0.7634, 4);
  });
});

describe('summarizeWeek(inputs).top_modifications', () => {
  const changed = (...matches: WeekMatch[]) =>
    JSON.parse(summaryOf(matches).top_modifications) as Modification[];

  test('has every field with its own difference, of equal counts in their order', () => {
    const diffs = {
      strike_diff: decimal(1),
      expiration_diff_days: 2,
      premium_diff: decimal('0.3'),
      quantity_diff: decimal(4),
    };
    const fields = ['quantity', 'premium', 'expiration', 'strike'] as const;
    const told = changed(match('modify', { modified_fields: [...fields], ...diffs }));
    expect(told.map(({ field, median_diff }) => [field, median_diff])).toEqual([
      ['strike', 1],
      ['expiration', 2],
      ['premium', 0.3],
      ['quantity', 4],
    ]);
  });

  test('has the more frequent field first', () => {
    const days = match('modify', { modified_fields: ['expiration'] });
    const strike = match('modify', { modified_fields: ['strike'] });
    expect(changed(strike, days, days, days).map(({ field, count }) => [field, count])).toEqual([
      ['expiration', 3],
      ['strike', 1],
    ]);
  });

  test('takes the median in order of size, and none of unknown differences', () => {
    const medianOf = (...diffs: (number | null)[]) =>
      changed(
        ...diffs.map((days) =>
          match('modify', { modified_fields: ['expiration'], expiration_diff_days: days }),
        ),
      )[0]?.median_diff;
    expect(medianOf(9, -1, 5)).toBe(5);
    expect(medianOf(9, -1, 4, 5, 100)).toBe(5);
    expect(medianOf(2, 2, 9, 2, 1)).toBe(2);
    expect(medianOf(null, 7, null)).toBe(7);
    expect(medianOf(null)).toBeNull();
  });

  test('counts matches without an underlying under an empty name', () => {
    const [told] = changed(
      match('modify', { modified_fields: ['strike'], strike_diff: decimal(1), underlying: null }),
      match('modify', { modified_fields: ['strike'], strike_diff: decimal(3) }),
    );
    expect(told?.by_underlying).toEqual([
      { underlying: '', count: 1, median_diff: 1 },
      { underlying: 'SOFI', count: 1, median_diff: 3 },
    ]);
  });
});

describe('isEmptyWeek(summary)', () => {
  const nothing = summaryOf([]);

  test.each([
    [{}, true],
    [{ recommendations: 1 }, false],
    [{ executions: 1 }, false],
    [{ pnl_human: 0n }, false],
    [{ closings: 1 }, false],
    [{ closings: null }, true],
  ])('is only one without advice, trades and results (%#)', (given, empty) => {
    expect(isEmptyWeek({ ...nothing, ...given })).toBe(empty);
  });
});
