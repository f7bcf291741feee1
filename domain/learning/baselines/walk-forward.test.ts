import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askedAt, knownAt } from '../features/known-times.js';
import { sessionsBetween } from '../../time/calendar.js';
import { addDays } from '../../time/dates.js';
import { BASELINES, walkForward, type LearnedRow } from './walk-forward.js';

const SESSIONS = sessionsBetween('2025-01-06', '2025-02-28');

const rowOf = (id: number, day: string, more: Partial<LearnedRow> = {}): LearnedRow => ({
  ...{ scenario_id: `s${id}`, trading_date: day, asked: askedAt(`${day}T15:00:00Z`) },
  ...{ values: Float64Array.of(id % 5, id % 3), target: 1, known: knownAt(`${day}T20:00:00Z`) },
  ...more,
});

describe('walkForward(rows, learner, {least})', () => {
  test('asks of each week by what was known before its first advice', () => {
    const rows = [
      rowOf(1, '2025-01-06'),
      rowOf(2, '2025-01-07', { target: 0 }),
      rowOf(3, '2025-01-08', { known: knownAt('2025-01-14T15:00:00Z') }),
      rowOf(4, '2025-01-13'),
      rowOf(5, '2025-01-17', { target: null, known: null }),
      rowOf(6, '2025-01-21'),
    ];
    // 1 of 2 was won before the second week, 3 of 4 before the third, with one of each added.
    expect(walkForward(rows, BASELINES.base_rate, { least: 2 })).toEqual([
      ...['s4', 's5'].map((scenario_id) => ({ scenario_id, p: 2 / 4 })),
      { scenario_id: 's6', p: 4 / 6 },
    ]);
    expect(walkForward(rows, BASELINES.always_follow, { least: 3 })).toEqual([{ scenario_id: 's6', p: 1 }]);
    expect(walkForward(rows, BASELINES.logistic, { least: 5 })).toEqual([]);
  });

  test('says the same of a scenario whatever its own target is and whatever comes later', () => {
    const drawn = fc.array(
      fc.record({
        day: fc.constantFrom(...SESSIONS),
        days: fc.integer({ min: 0, max: 20 }),
        target: fc.constantFrom<0 | 1>(0, 1),
      }),
      { minLength: 5, maxLength: 40 },
    );
    fc.assert(
      fc.property(drawn, fc.nat(), (all, which) => {
        const rows = all.map(({ day, days, target }, i) =>
          rowOf(i, day, { target, known: knownAt(`${addDays(day, days)}T20:00:00Z`) }),
        );
        const at = rows[which % rows.length] as LearnedRow;
        const said = (of: LearnedRow[]) =>
          walkForward(of, BASELINES.logistic, { least: 3 }).find((one) => one.scenario_id === at.scenario_id);
        const turned = rows.map((row) =>
          (row.known ?? 0) >= at.asked
            ? { ...row, target: row.target === 1 ? (0 as const) : (1 as const) }
            : row,
        );
        expect(said(turned)).toEqual(said(rows));
      }),
      { numRuns: 60 },
    );
  });
});
