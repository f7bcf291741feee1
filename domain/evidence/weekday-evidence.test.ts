import { describe, expect, test } from '@jest/globals';
import { addDays } from '../time/dates.js';
import { shiftWeek, weekRange } from '../time/iso-week.js';
import { cellProcess } from './stratum-evidence.js';
import { weekdayProcess, type Asking } from './weekday-evidence.js';

/** Two matters new each day, those of Fridays answered on Mondays. */
function weeksWithoutFridays(count: number): Asking[] {
  return Array.from({ length: count }, (_, w) => shiftWeek('2025-W02', w)).flatMap((week, w) =>
    [1, 2, 3, 4, 5].flatMap((weekday) => {
      const session = addDays(weekRange(week).from, weekday - 1);
      const piece = { week, session, weekday, askedBefore: 0, answered: weekday < 5 };
      const again = { ...piece, askedBefore: 1, answered: true };
      return [piece, piece, ...(weekday === 1 && w > 0 ? [again, again] : [])];
    }),
  );
}

describe('weekdayProcess()', () => {
  test('finds the weekday on which nothing is answered', () => {
    const process = weekdayProcess();
    expect(process.log()).toBeCloseTo(0, 12);
    const asked = weeksWithoutFridays(8);
    process.add(asked, asked);
    expect(process.log()).toBeGreaterThan(Math.log(533));
    expect(process.weekday()).toBe(5);
  });

  test('is the geometric mean of the evidence by advice and by session', () => {
    const asked = weeksWithoutFridays(1);
    const process = weekdayProcess();
    process.add(asked, asked);
    const [byAdvice, bySession] = [cellProcess(5), cellProcess(5)];
    for (let cell = 0; cell < 5; cell++) {
      byAdvice.add(cell, { decisions: 10, refused: 2, inCell: 2, refusedInCell: cell === 4 ? 2 : 0 });
      bySession.add(cell, { decisions: 5, refused: 1, inCell: 1, refusedInCell: cell === 4 ? 1 : 0 });
    }
    expect(process.log()).toBeCloseTo((byAdvice.log() + bySession.log()) / 2, 12);
  });

  test('names the weekday that either look shows', () => {
    const sessions = weeksWithoutFridays(4);
    const process = weekdayProcess();
    process.add(
      sessions.filter(({ weekday }) => weekday !== 5),
      sessions,
    );
    expect(process.weekday()).toBe(5);
  });

  test('compares with what was asked as often before only', () => {
    const monday = { week: '2025-W02', session: '2025-01-06', weekday: 1, askedBefore: 0, answered: false };
    const tuesday = { ...monday, session: '2025-01-07', weekday: 2, answered: true };
    const logOf = (advice: readonly Asking[]) => {
      const process = weekdayProcess();
      process.add(advice, []);
      return process.log();
    };
    expect(logOf([monday, monday, tuesday, tuesday])).toBeGreaterThan(0.1);
    const again = { ...tuesday, askedBefore: 1 };
    expect(logOf([monday, monday, again, again])).toBeCloseTo(0, 12);
  });

  test('counts a session as answered where anything in it was', () => {
    const monday = { week: '2025-W02', session: '2025-01-06', weekday: 1, askedBefore: 0, answered: true };
    const wednesday = { ...monday, session: '2025-01-08', weekday: 3 };
    const process = weekdayProcess();
    process.add([], [monday, { ...wednesday, answered: false }, wednesday]);
    expect(process.weekday()).toBe(1);
    const unanswered = weekdayProcess();
    unanswered.add([], [monday, { ...wednesday, answered: false }, { ...wednesday, answered: false }]);
    expect(unanswered.weekday()).toBe(3);
  });
});
