/**
 * What is found of a few people whose habits are known, and that nothing is found of people without any. `npm run
 * planted` plays many, through a market.
 */
import { describe, expect, test } from '@jest/globals';
import { lookedWeeks, type PatternInputs } from '../domain/preferences/patterns.js';
import type { Evidence } from '../domain/preferences/saturday.js';
import type { WeekDecision } from '../domain/preferences/week-decision.js';
import { whole } from '../domain/pieces.js';
import { weeksOfInputs } from '../domain/preferences/weeks-of-inputs.js';
import { addDays } from '../domain/time/dates.js';
import { weekOf } from '../domain/time/iso-week.js';
import { decidedBy, foundOf, type PlantedHabit, type PlantedPerson } from './planted-people.js';

const SEED = 20_000;
const NOISE = { absent: 0.04, misses: 0.04, wobble: 0.04 };
const PERSON: PlantedPerson = { matters: 22, underlyings: 24, habits: [], noise: NOISE };

const PLANTED: Record<string, { habit: PlantedHabit; byWeek: number }> = {
  '+7 DTE on opens': { habit: { kind: 'expiration_shift', action: 'open', size: 1, share: 0.9 }, byWeek: 5 },
  '+7 DTE on rolls': { habit: { kind: 'expiration_shift', action: 'roll', size: 1, share: 0.9 }, byWeek: 6 },
  '+2 strikes on opens': { habit: { kind: 'strike_shift', action: 'open', size: 2, share: 0.9 }, byWeek: 5 },
  'floor .25': { habit: { kind: 'premium_floor', action: 'open', size: 0.25, share: 0.9 }, byWeek: 9 },
  'no Friday rolls': { habit: { kind: 'weekday_refusal', action: 'roll', size: 5, share: 0.9 }, byWeek: 16 },
  'no rolls': { habit: { kind: 'no_roll', action: 'roll', share: 0.9 }, byWeek: 6 },
  '+2 strikes on opens of 8': {
    habit: { kind: 'strike_shift', action: 'open', size: 2, underlyings: 8, share: 0.9 },
    byWeek: 14,
  },
};

/** What follows from a habit: it, itself by regime, and of one that is refused nothing else. */
function isOf({ kind, action }: PlantedHabit) {
  return ({ hypothesis }: Evidence) => hypothesis.kind === kind && hypothesis.action === action;
}

/** The week in which a habit of a person is found, and what else is found of them ever. */
function look(person: PlantedPerson, weeks: number, seed: number) {
  const [habit] = person.habits;
  const found = foundOf(person, weeks, seed).map((evidence) => evidence.filter((one) => one.found));
  const isPlanted = habit ? isOf(habit) : () => false;
  const at = found.findIndex((evidence) => evidence.some(isPlanted));
  const others = new Set(
    found
      .flat()
      .filter((one) => !isPlanted(one))
      .map(({ hypothesis }) => hypothesis.kind),
  );
  return { week: at < 0 ? Infinity : at + 1, others: [...others] };
}

function lookAt(person: PlantedPerson, weeks: number, people: number) {
  const all = Array.from({ length: people }, (_, i) => look(person, weeks, SEED + i));
  return {
    latest: Math.max(...all.map(({ week }) => week)),
    others: all.filter(({ others }) => others.length > 0).map(({ others }) => others.join(' ')),
  };
}

describe('planted habits', () => {
  test.each(Object.entries(PLANTED))('%s is found in time, and nothing else', (_name, { habit, byWeek }) => {
    const { latest, others } = lookAt({ ...PERSON, habits: [habit] }, byWeek, 4);
    expect(latest).toBeLessThanOrEqual(byWeek);
    expect(others).toEqual([]);
  });

  test('who leaves rolls on Fridays is not told never to roll, though those of Thursdays are left as well', () => {
    const friday = PLANTED['no Friday rolls']?.habit as PlantedHabit;
    expect(look({ ...PERSON, matters: 36, underlyings: 32, habits: [friday] }, 12, 711)).toMatchObject({
      others: [],
    });
  });

  test.each<[string, Partial<PlantedPerson>]>([
    ['even people', {}],
    ['people who are away', { noise: { ...NOISE, absent: 0.15 } }],
    ['people of moods', { noise: { ...NOISE, misses: 0.2 }, mood: 0.7 }],
    // What is rejected is asked again and rejected again: by whole weeks a sixth of these were told of an
    // underlying within a
    // year.
    ['people who pass on much', { refuses: () => 0.15 }],
  ])('nothing is found of %s', (_name, given) => {
    expect(lookAt({ ...PERSON, ...given }, 26, 4).others).toEqual([]);
  });
});

function patternsOf(inputs: PatternInputs) {
  return [...lookedWeeks(inputs)].flatMap(({ rows }) => rows());
}

describe('lookedWeeks(inputs): rows', () => {
  test('of the weeks up to one are the same whatever comes later, and so are the hashes of what they are made of', () => {
    const person = { ...PERSON, underlyings: 5, habits: Object.values(PLANTED).map(({ habit }) => habit) };
    const decisions = decidedBy(person, 8, SEED).flat().map(judgedLater);
    const underlyings = [...new Set(decisions.map(({ underlying }) => underlying))];
    const inputs = (through: number) => {
      const week = weekOf(addDays('2024-01-01', 7 * (through - 1)));
      return {
        underlyings,
        starts: [],
        decisions: decisions.filter((one) => one.week <= week),
        through: week,
      };
    };
    const [early, late] = [patternsOf(inputs(5)), patternsOf(inputs(8))];
    expect(early.length).toBeGreaterThan(100);
    expect(late.filter((row) => row.week <= 5)).toEqual(early);
    const hashes = whole(weeksOfInputs(inputs(8)));
    expect(hashes.slice(0, 5)).toEqual(whole(weeksOfInputs(inputs(5))));
    expect(new Set(hashes.map(({ input_hash }) => input_hash)).size).toBe(8);
  });

  test('are the same where the Saturdays before were seen', () => {
    const person = { ...PERSON, underlyings: 5, habits: Object.values(PLANTED).map(({ habit }) => habit) };
    const decisions = decidedBy(person, 31, SEED).flat().map(judgedLater);
    const underlyings = [...new Set(decisions.map(({ underlying }) => underlying))];
    const inputs = { underlyings, starts: [], decisions, through: weekOf(addDays('2024-01-01', 7 * 30)) };
    const all = patternsOf(inputs);
    const [before, last] = [weekOf(addDays('2024-01-01', 7 * 28)), all.filter(({ week }) => week === 29)];
    const firstFound = new Map(
      all.flatMap(({ week, pattern_id, first_found_week }) =>
        week === 28 && first_found_week !== null ? [[pattern_id, first_found_week]] : [],
      ),
    );
    expect(firstFound.size).toBeGreaterThan(3);
    expect(last.some(({ first_found_week }) => (first_found_week ?? '2024-W29') < '2024-W20')).toBe(true);
    const rows = patternsOf({ ...inputs, seen: { before, firstFound } });
    expect(rows).toEqual(all.filter(({ week }) => week >= 29));
  });

  test('depend on an outcome from the week on in which it was known', () => {
    const decisions = decidedBy(PERSON, 6, SEED).flat();
    const [first] = decisions;
    const judged = { ...first, judged: { difference: -1, on: '2024-01-25' } } as WeekDecision;
    const inputs = { underlyings: [], starts: [], decisions, through: '2024-W06' };
    const [before, after] = [inputs, { ...inputs, decisions: [judged, ...decisions.slice(1)] }].map((given) =>
      whole(weeksOfInputs(given)),
    );
    const changed = after?.map(({ input_hash }, i) => input_hash !== before?.[i]?.input_hash);
    expect(changed).toEqual([false, false, false, true, true, true]);
  });
});

/** What a decision came to, known two weeks later. */
function judgedLater(decision: WeekDecision, at: number): WeekDecision {
  const session = decision.asks[0]?.session ?? '';
  return { ...decision, judged: { difference: ((at * 7) % 11) / 10 - 0.5, on: addDays(session, 14) } };
}
