/**
 * People with planted habits, in the abstract: no market and no matching, only decisions with what was done about them.
 * Matters come at random over the sessions of a week and are advised daily until they are answered or two weeks old.
 */
import type { Ask, Change, WeekDecision } from '../domain/preferences/week-decision.js';
import { decidedWeek } from '../domain/preferences/comparisons.js';
import { saturdays, type Evidence } from '../domain/preferences/saturday.js';
import { addDays } from '../domain/time/dates.js';
import { weekOf } from '../domain/time/iso-week.js';
import { normal, seededRandom, type Random } from '../domain/number/random.js';

export type Action = 'open' | 'roll' | 'close';

export interface PlantedHabit {
  kind:
    | 'expiration_shift'
    | 'strike_shift'
    | 'premium_floor'
    | 'weekday_refusal'
    | 'underlying_refusal'
    | 'no_roll';
  action?: Action;
  /** Weeks, strikes, dollars or the weekday. */
  size?: number;
  /** Of the first so many underlyings; else of all. */
  underlyings?: number;
  /** How often it is followed. */
  share: number;
}

export interface PlantedPerson {
  /** New matters a week. */
  matters: number;
  underlyings: number;
  habits: readonly PlantedHabit[];
  /** Shares of sessions without any answer, of advice missed, of answers moved one expiration or strike either way. */
  noise: { absent: number; misses: number; wobble: number };
  /** Standard deviation of a day's effect on the log odds of missing advice. */
  mood?: number;
  /** Share of matters that are never answered, by underlying where a function. */
  refuses?: (underlying: number) => number;
}

const SESSIONS = 5;
const LIFE_SESSIONS = 10;
const MIX: readonly (readonly [Action, number])[] = [
  ['open', 0.45],
  ['roll', 0.35],
  ['close', 0.2],
];
const FIRST_MONDAY = '2024-01-01';

interface Matter {
  underlying: number;
  action: Action;
  premium: number;
  age: number;
  refused: boolean;
  weeksBefore: number;
  /** Which habits hold for it. */
  followed: readonly PlantedHabit[];
  asks: Ask[];
}

/** The decisions of each week of a person. */
export function decidedBy(person: PlantedPerson, weeks: number, seed: number): WeekDecision[][] {
  const random = seededRandom(seed);
  const levels = Array.from({ length: person.underlyings }, () => 0.5 * Math.exp(0.7 * normal(random)));
  let open: Matter[] = [];
  return Array.from({ length: weeks }, (_, w) => {
    const done: WeekDecision[] = [];
    for (let day = 0; day < SESSIONS; day++) {
      const session = addDays(FIRST_MONDAY, 7 * w + day);
      const arrivals = poisson(random, person.matters / SESSIONS);
      for (let i = 0; i < arrivals; i++) open.push(newMatter(person, levels, random));
      const isAbsent = random() < person.noise.absent;
      const mood = (person.mood ?? 0) * normal(random);
      open = open.filter((matter) => {
        const answered = answers(matter, { person, random, weekday: day + 1, isAbsent, mood });
        const premium = Math.round(100 * matter.premium * Math.exp(0.1 * normal(random))) / 100;
        matter.asks.push({
          session,
          askedBefore: matter.age++,
          answered,
          premium,
          captured: null,
          earningsIn: null,
        });
        if (answered) done.push(decision(matter, changeOf(matter, person, random)));
        else if (matter.age >= LIFE_SESSIONS) done.push(decision(matter, null));
        return !answered && matter.age < LIFE_SESSIONS;
      });
    }
    for (const matter of open) done.push(decision(matter, null));
    for (const matter of open) [matter.asks, matter.weeksBefore] = [[], matter.weeksBefore + 1];
    return done;
  });
}

function newMatter(person: PlantedPerson, levels: readonly number[], random: Random): Matter {
  const underlying = Math.floor(random() * person.underlyings);
  const at = random();
  let [action, upTo]: [Action, number] = ['close', 0];
  for (const [one, share] of MIX) {
    upTo += share;
    if (at < upTo) {
      action = one;
      break;
    }
  }
  return {
    underlying,
    action,
    premium: (levels[underlying] as number) * Math.exp(0.5 * normal(random)),
    age: 0,
    refused: random() < (person.refuses?.(underlying) ?? 0),
    weeksBefore: 0,
    followed: person.habits.filter(
      (habit) => isAbout(habit, { underlying, action }) && random() < habit.share,
    ),
    asks: [],
  };
}

function isAbout(
  habit: PlantedHabit,
  { underlying, action }: Pick<Matter, 'underlying' | 'action'>,
): boolean {
  return (habit.action ?? action) === action && underlying < (habit.underlyings ?? Infinity);
}

function answers(
  matter: Matter,
  day: { person: PlantedPerson; random: Random; weekday: number; isAbsent: boolean; mood: number },
): boolean {
  const { misses } = day.person.noise;
  const odds = (misses / (1 - misses)) * Math.exp(day.mood);
  const missed = day.random() < odds / (1 + odds);
  if (matter.refused || day.isAbsent || missed) return false;
  return !matter.followed.some(({ kind, size = 0 }) => {
    switch (kind) {
      case 'premium_floor':
        return matter.premium < size;
      case 'weekday_refusal':
        return day.weekday === size;
      case 'underlying_refusal':
      case 'no_roll':
        return true;
      default:
        return false;
    }
  });
}

function changeOf(matter: Matter, { noise }: PlantedPerson, random: Random): Change {
  const size = (kind: PlantedHabit['kind']) =>
    matter.followed.filter((habit) => habit.kind === kind).reduce((sum, habit) => sum + (habit.size ?? 0), 0);
  const wobbles = matter.action !== 'close' && random() < noise.wobble;
  const step = random() < 0.5 ? 1 : -1;
  const isExpiration = random() < 0.5;
  if (matter.action === 'close') return { weeks: null, strikes: null, quantityRatio: 1 };
  return {
    weeks: size('expiration_shift') + (wobbles && isExpiration ? step : 0),
    strikes: size('strike_shift') + (wobbles && !isExpiration ? step : 0),
    quantityRatio: 1,
  };
}

function decision(matter: Matter, change: Change | null): WeekDecision {
  const { underlying, action, asks } = matter;
  return {
    week: weekOf((asks[0] as Ask).session),
    underlying: `U${String(underlying).padStart(2, '0')}`,
    action,
    versions: ['v3.3'],
    weeksBefore: matter.weeksBefore,
    refused: change === null,
    modified: (change?.weeks ?? 0) !== 0 || (change?.strikes ?? 0) !== 0,
    priceOnly: false,
    matter: '',
    leaves: null,
    asks: [...asks],
    change,
    hours: null,
    notional: null,
    regimes: [],
    judged: null,
  };
}

function poisson(random: Random, mean: number): number {
  let [count, product] = [0, random()];
  const limit = Math.exp(-mean);
  while (product > limit) {
    count++;
    product *= random();
  }
  return count;
}

/** What each Saturday found of a person. */
export function foundOf(person: PlantedPerson, weeks: number, seed: number): Evidence[][] {
  const decided = decidedBy(person, weeks, seed);
  const underlyings = [...new Set(decided.flat().map(({ underlying }) => underlying))];
  const look = saturdays();
  return decided.map((week, w) =>
    look(decidedWeek(weekOf(addDays(FIRST_MONDAY, 7 * w)), week), { underlyings, starts: [] }),
  );
}
