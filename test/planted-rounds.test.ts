/** What is found of people whose habits were answered by a patch: that they are gone, or that the person goes on. */
import { describe, expect, test } from '@jest/globals';
import { decidedWeek } from '../domain/preferences/comparisons.js';
import { habitsByWeek, lookedWeeks } from '../domain/preferences/patterns.js';
import type { RoundStart } from '../domain/preferences/rounds.js';
import { saturdays, type Evidence } from '../domain/preferences/saturday.js';
import type { WeekDecision } from '../domain/preferences/week-decision.js';
import { addDays } from '../domain/time/dates.js';
import { weekOf } from '../domain/time/iso-week.js';
import { decidedBy, type PlantedPerson } from './planted-people.js';

const SHIFT = { kind: 'expiration_shift', action: 'roll', scope_kind: 'overall' } as const;
const PERSON: PlantedPerson = {
  matters: 22,
  underlyings: 24,
  habits: [{ kind: 'expiration_shift', action: 'roll', size: 1, share: 0.9 }],
  noise: { absent: 0.04, misses: 0.04, wobble: 0.04 },
};
const SEED = 20_100;
/** The week, counted from 0, from which on the patch is in force. */
const PATCHED = 8;

function monday(w: number): string {
  return addDays('2024-01-01', 7 * w);
}

/** The decisions of somebody whose rolls are advised as they want them from a week on; who chases goes on shifting. */
function patched(
  seed: number,
  weeks: number,
  { chases, underlyings = [] }: { chases: boolean; underlyings?: string[] },
): WeekDecision[][] {
  return decidedBy(PERSON, weeks, seed).map((week, w) =>
    w < PATCHED
      ? week
      : week.map((decision): WeekDecision => {
          const isOf = underlyings.length === 0 || underlyings.includes(decision.underlying);
          const { change } = decision;
          const met =
            change?.weeks && isOf && decision.action === 'roll' && !chases ? change.weeks - 1 : undefined;
          return {
            ...decision,
            versions: ['v3.4'],
            change: change && met !== undefined ? { ...change, weeks: met } : change,
          };
        }),
  );
}

function startsFrom(week: number, underlyings: string[] = []): RoundStart[] {
  return week < PATCHED - 1 ? [] : [{ ...SHIFT, underlyings, from: monday(PATCHED), versions: ['v3.4'] }];
}

function inOrder(weeks: readonly (readonly WeekDecision[])[]): string[] {
  return [...new Set(weeks.flat().map(({ underlying }) => underlying))];
}

/** What is found by the last Saturday, a round a name. */
function foundIn(weeks: WeekDecision[][], underlyings: string[] = []): Evidence[] {
  const look = saturdays();
  const known = inOrder(weeks);
  const all = weeks.map((week, w) =>
    look(decidedWeek(weekOf(monday(w)), week), { underlyings: known, starts: startsFrom(w, underlyings) }),
  );
  return all.at(-1) ?? [];
}

function ofRound(evidence: readonly Evidence[], round: number): Evidence {
  const one = evidence.find(
    ({ hypothesis }) =>
      hypothesis.kind === SHIFT.kind &&
      hypothesis.action === SHIFT.action &&
      hypothesis.scope_kind === 'overall' &&
      hypothesis.round === round,
  );
  if (one === undefined) throw new Error(`round ${round} is not registered`);
  return one;
}

describe('saturdays() after a patch', () => {
  test.each([0, 1, 2, 3])('finds nothing in the next round of who wanted just that (%i)', (i) => {
    const evidence = foundIn(patched(SEED + i, 30, { chases: false }));
    expect(ofRound(evidence, 2)).toMatchObject({ found: false });
    expect(ofRound(evidence, 2).inScope.length).toBeGreaterThan(50);
    // What was found before is not forgotten, and grows no more.
    expect(ofRound(evidence, 1)).toMatchObject({ found: true, direction: 1 });
    expect(ofRound(evidence, 1).inScope.every(({ at }) => at < PATCHED)).toBe(true);
  });

  test.each([0, 1, 2, 3])(
    'finds who goes on shifting again, the same way, with what is left of the budget (%i)',
    (i) => {
      const evidence = foundIn(patched(SEED + i, PATCHED + 8, { chases: true }));
      const again = ofRound(evidence, 2);
      expect(again).toMatchObject({ found: true, direction: 1 });
      expect(again.hypothesis.budget).toBeCloseTo(0.05 * 0.75 * 0.25, 12);
    },
  );

  test('of some underlyings goes on in the first round with the others', () => {
    const some = ['U00', 'U01', 'U02'];
    const evidence = foundIn(patched(SEED, 20, { chases: false, underlyings: some }), some);
    expect(ofRound(evidence, 2).inScope.every(({ decision }) => some.includes(decision.underlying))).toBe(
      true,
    );
    expect(ofRound(evidence, 1).inScope.some(({ at }) => at >= PATCHED)).toBe(true);
    expect(ofRound(evidence, 2).found).toBe(false);
  });
});

describe('habitsByWeek()', () => {
  const weeks = patched(SEED, 16, { chases: false }).map((week, w) =>
    week.map((decision, i): WeekDecision => ({
      ...decision,
      judged: { difference: ((i * 7 + w) % 11) / 10 - 0.5, on: addDays(monday(w), 13) },
    })),
  );
  const inputs = {
    underlyings: inOrder(weeks),
    starts: startsFrom(PATCHED),
    decisions: weeks.flat(),
    through: weekOf(monday(15)),
  };
  const all = [...lookedWeeks(inputs)].map(({ rows }) => rows());

  test('gives the same rows whether underlyings and rounds are known from the first or registered as they come', () => {
    const look = habitsByWeek();
    const rows = weeks.map((week, w) =>
      look({
        week: weekOf(monday(w)),
        underlyings: inOrder(weeks.slice(0, w + 1)),
        starts: startsFrom(w),
        decisions: week,
        judged: weeks[w - 1] ?? [],
      }).rows(),
    );
    expect(rows).toEqual(all);
  });

  test('gives the same rows when each week is given a first time with a part of its decisions', () => {
    const look = habitsByWeek();
    const rows = weeks.map((week, w) => {
      const known = { week: weekOf(monday(w)), underlyings: inputs.underlyings, starts: inputs.starts };
      look({ ...known, decisions: week.slice(0, 9), judged: (weeks[w - 1] ?? []).slice(0, 5) }).rows();
      return look({ ...known, decisions: week, judged: weeks[w - 1] ?? [] }).rows();
    });
    expect(rows).toEqual(all);
  });
});
