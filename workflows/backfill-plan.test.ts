import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../domain/time/dates.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { weekOf } from '../domain/time/iso-week.js';
import { planBackfill } from './backfill-plan.js';

describe('planBackfill', () => {
  test('a range over two months: a part each, the last as far as it goes', () => {
    expect(planBackfill({ from: '2022-01-17', to: '2022-02-09' })).toEqual([
      { month: '2022-01', from: '2022-01-17', to: '2022-01-31', weeks: ['2022-W03', '2022-W04'] },
      { month: '2022-02', from: '2022-02-01', to: '2022-02-09', weeks: ['2022-W05', '2022-W06'] },
    ]);
  });

  test('a week that ends in the next year belongs to the last part of the range', () => {
    expect(planBackfill({ from: '2022-12-26', to: '2022-12-30' })).toEqual([
      { month: '2022-12', from: '2022-12-26', to: '2022-12-30', weeks: ['2022-W52'] },
    ]);
  });

  test('whatever the range: the parts cover it without gap, and every week with a session in it is aggregated', () => {
    const ranges = fc.tuple(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 0, max: 500 }));
    fc.assert(
      fc.property(ranges, ([start, length]) => {
        const from = addDays('2000-01-03', start);
        const to = addDays(from, length);
        const parts = planBackfill({ from, to });
        expect(parts[0]?.from).toBe(from);
        expect(parts.at(-1)?.to).toBe(to);
        parts.slice(1).forEach((part, i) => expect(addDays(parts[i]?.to ?? '', 1)).toBe(part.from));
        const weeks = new Set(parts.flatMap((part) => part.weeks));
        for (const session of sessionsBetween(from, to)) expect(weeks).toContain(weekOf(session));
      }),
    );
  });
});
