import { describe, expect, test } from '@jest/globals';
import { monthMetrics, type Measured, type MeasuredWeek } from './month-metrics.js';
import { reviewMinutes } from './review-minutes.js';

const week = (number: number, more: Partial<MeasuredWeek> = {}): MeasuredWeek => ({
  year: 2026,
  week: number,
  recommendations: 20,
  consent: 9,
  consent_passive: 3,
  modify: 4,
  reject: 2,
  active: 10,
  active_modified: 3,
  active_refused: 2,
  ...more,
});
const measured = (weeks: MeasuredWeek[], more: Partial<Measured> = {}): Measured => ({
  weeks,
  candidatesOpened: [],
  implementedOn: [],
  rolledBackOn: [],
  firstFound: [],
  factTimes: [],
  ...more,
});

describe('monthMetrics(measured)', () => {
  test('pools the weeks of a month, which is that of their Sunday', () => {
    // 2026-W05 is 26 January to 1 February.
    const rows = monthMetrics(measured([week(6), week(4), week(5, { active_refused: 7 })]));
    expect(rows.map(({ month, weeks }) => [month, weeks])).toEqual([
      ['2026-01', 1],
      ['2026-02', 2],
    ]);
    expect(rows[1]).toMatchObject({
      recommendations: 40,
      active: 20,
      divergence_rate: 12 / 30,
      divergence_chosen: 15 / 20,
      consent_rate_active: 12 / 24,
    });
    expect(rows[0]?.divergence_rate).toBe(0.4);
    expect(monthMetrics(measured([week(5, { reject: 5, modify: 9 })]))[0]?.divergence_rate).toBe(0.608695652);
    expect(rows[1]?.divergence_chosen_low).toBe(0.531299122);
    expect(rows[1]?.divergence_chosen_high).toBeGreaterThan(0.75);
  });

  test('knows no rate of nothing, and takes weeks of before for weeks without decisions', () => {
    const none = { consent: 0, consent_passive: 0, modify: 0, reject: 0 };
    const before = { active: null, active_modified: null, active_refused: null };
    const [row] = monthMetrics(measured([week(2, { ...none, ...before })]));
    expect(row).toMatchObject({
      active: 0,
      divergence_rate: null,
      divergence_chosen: null,
      divergence_chosen_low: null,
      consent_rate_active: null,
      review_minutes: null,
    });
  });

  test('counts what was opened, implemented, taken back and found in it', () => {
    const rows = monthMetrics(
      measured([week(3), week(7)], {
        candidatesOpened: ['2026-W02', '2026-W06', '2026-W07'],
        implementedOn: ['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01'],
        rolledBackOn: ['2026-02-11'],
        firstFound: ['2026-W01', '2026-W05'],
      }),
    );
    const counts = rows.map((row) => [
      row.candidates_opened,
      row.candidates_implemented,
      row.candidates_implemented_total,
      row.rolled_back,
      row.patterns_found,
    ]);
    expect(counts).toEqual([
      [1, 1, 1, 0, 1],
      [2, 2, 3, 1, 1],
    ]);
  });

  test('gives the median of the minutes that its weeks took', () => {
    const factTimes = [
      '2026-02-02T15:00:00Z',
      '2026-02-02T15:04:00Z',
      '2026-02-10T15:00:00Z',
      '2026-02-17T15:00:00Z',
      '2026-02-17T15:05:00Z',
      '2026-02-17T15:10:00Z',
    ];
    const [row] = monthMetrics(measured([week(6), week(7), week(8)], { factTimes }));
    expect(row?.review_minutes).toBe(4);
    const [two] = monthMetrics(measured([week(6)], { factTimes: factTimes.slice(0, 3) }));
    expect(two?.review_minutes).toBe(2.25);
  });
});

describe('reviewMinutes(times)', () => {
  test('is the time between facts five minutes apart at most, and half a minute for one alone', () => {
    const minutes = (...clocks: string[]) =>
      reviewMinutes(clocks.map((clock) => `2026-02-03T${clock}Z`)).get('2026-W06');
    expect(minutes('15:00:00')).toBe(0.5);
    expect(minutes('15:00:00', '15:05:00')).toBe(5);
    expect(minutes('15:00:00', '15:05:01')).toBe(1);
    expect(minutes('16:00:00', '15:00:00', '15:00:10', '15:03:00')).toBe(3.5);
    expect(minutes('15:00:00', '15:00:00')).toBe(0);
  });

  test('takes the week of the day in New York', () => {
    expect([...reviewMinutes(['2026-02-09T04:59:00Z', '2026-02-09T05:00:00Z']).keys()]).toEqual([
      '2026-W06',
      '2026-W07',
    ]);
  });
});
