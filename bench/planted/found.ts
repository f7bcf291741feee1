import { symbolsOf } from '../../sim/planted/person.js';
import { countsText, weeksText } from './figures.js';
import { decisionsText, personOf, rowsTable, type Cells, type Measurement } from './measurement.js';
import type { PlayedPerson } from './played-person.js';
import { falseDiscoveries, foundWeek, namingOf, unplantedFindings } from './told.js';

/** How often a habit is followed. */
const SHARE = 0.9;
const WEEKS = 27;
/** Underlyings, and of how many of them a habit of some is. */
const SIZES = [
  { count: 24, some: 8 },
  { count: 8, some: 3 },
  { count: 32, some: 8 },
];

/** Median and 90th percentile of a week, at most, by how many underlyings there are. */
type Goals = Readonly<Record<number, string>>;

interface Kind {
  name: string;
  habit: object;
  /** Whether it is of some of the underlyings. */
  isOfSome: boolean;
  goals: Goals;
}

const SOON: Goals = { 24: '3 / 4', 8: '6 / 8' };
const NAMED: Goals = { 24: '7 / 15' };
const KINDS: Kind[] = [
  ...ofBoth('+7 DTE', { habit: { kind: 'expiration_shift', weeks: 1 }, isOfSome: false, goals: SOON }),
  ...ofBoth('+2 strikes', { habit: { kind: 'strike_shift', steps: 2 }, isOfSome: false, goals: SOON }),
  {
    ...{ name: 'nothing below .25', habit: { kind: 'premium_floor', premium: 0.25 } },
    ...{ isOfSome: false, goals: { 24: '4 / 6', 8: '8 / 12' } },
  },
  {
    ...{ name: 'no rolls on Fridays', habit: { kind: 'weekday_refusal', action: 'roll', weekday: 5 } },
    ...{ isOfSome: false, goals: { 24: '6 / 10' } },
  },
  ...ofBoth('+2 strikes of some', {
    ...{ habit: { kind: 'strike_shift', steps: 2 }, isOfSome: true, goals: { 24: '6 / 10' } },
  }),
];

function ofBoth(name: string, kind: Omit<Kind, 'name'>): Kind[] {
  return (['open', 'roll'] as const).map((action) => ({
    ...kind,
    ...{ name: `${name}, ${action}s`, habit: { ...kind.habit, action } },
  }));
}

const CASES = SIZES.flatMap(({ count, some }) =>
  KINDS.map((kind) => {
    const underlyings = kind.isOfSome ? symbolsOf({ count }).slice(0, some) : null;
    const habits = [{ ...kind.habit, underlyings, share: SHARE }];
    const name = kind.isOfSome ? kind.name.replace('some', String(some)) : kind.name;
    const person = personOf({ name, market: { underlyings: { count } }, habits });
    const played = { weeks: WEEKS, policy: 'none', untilTold: true, costs: false } as const;
    return { kind, count, group: { name: `${name}, ${count} underlyings`, person, ...played } };
  }),
);

/** In which week a habit is found and its underlyings are named, and what else is found. */
export const found: Measurement = {
  title: `Found in time: habits followed nine times in ten. Weeks are median / 90th percentile; – is not in ${WEEKS}.
named: each underlying that the habit is of, where the pattern of all counts it in. all named: the last of
those that ever showed three changes. wrongly: underlyings ever named that it is not of. else: found, never planted.`,
  people: 60,
  groups: CASES.map(({ group }) => group),
  table(playedOf) {
    const cases = CASES.map((one) => ({ ...one, people: playedOf(one.group) })).filter(
      ({ people }) => people.length > 0,
    );
    return [...rowsTable(cases.map(rowOf)), '', ...falseDiscoveries(cases.flatMap(({ people }) => people))];
  },
};

function rowOf({
  kind,
  count,
  group,
  people,
}: (typeof CASES)[number] & { people: readonly PlayedPerson[] }): Cells {
  const weeks = people.map((one) => Math.max(...one.person.habits.map((habit) => foundWeek(one, habit))));
  const never = weeks.filter((week) => week === Infinity).length;
  const row = {
    habit: group.person.name,
    underlyings: String(count),
    'decisions a week': decisionsText(people),
    found: weeksText(weeks),
    goal: kind.goals[count] ?? '',
    never: `${never} of ${people.length}`,
  };
  const named = people.flatMap((one) =>
    kind.isOfSome ? one.person.habits.map((habit) => namingOf(one, habit)) : [],
  );
  return {
    ...row,
    named: weeksText(named.flatMap((one) => one.weeks)),
    'goal named': kind.isOfSome ? (NAMED[count] ?? '') : '',
    'all named': weeksText(named.map(({ all }) => all)),
    wrongly: kind.isOfSome ? String(named.reduce((sum, { wrong }) => sum + wrong, 0)) : '',
    else: countsText(people.flatMap(unplantedFindings)),
  };
}
