import { countsText, shareText } from './figures.js';
import { decisionsText, personOf, rowsTable, type Group, type Measurement } from './measurement.js';
import type { PlayedPerson } from './played-person.js';
import { unplantedFindings } from './told.js';

const YEAR_WEEKS = 52;
const NOISES = {
  even: {},
  'with away days': { absent_days: 0.15 },
  'with moods by day': { misses: 0.2, mood: 0.7 },
};

const GROUPS = Object.entries(NOISES).map(([name, noise]): Group => ({
  name,
  person: personOf({ name, market: { underlyings: { count: 24 } }, habits: [], noise }),
  ...{ weeks: YEAR_WEEKS, policy: 'none', untilTold: false, costs: false },
}));

/** Whether anything is found, and anything proposed, of people who have no habit. */
export const nulls: Measurement = {
  title: 'Nothing where nothing is: a year each of people without habits.',
  people: 67,
  groups: GROUPS,
  table(playedOf) {
    const rows = GROUPS.map((group) => ({ name: group.name, people: playedOf(group) }));
    const all = { name: 'all', people: rows.flatMap(({ people }) => people) };
    return rowsTable([...rows.filter(({ people }) => people.length > 0), all].map(rowOf));
  },
};

function rowOf({ name, people }: { name: string; people: readonly PlayedPerson[] }) {
  const found = people.map(unplantedFindings);
  const proposed = people.filter(({ candidates }) => candidates.length > 0);
  return {
    people: name,
    'decisions a week': decisionsText(people),
    'years with a finding': shareText(found.filter((some) => some.length > 0).length, people.length),
    goal: '≤ 5 %',
    'with a candidate': shareText(proposed.length, people.length),
    'goal of candidates': '≤ 2 %',
    which: countsText([
      ...found.flat(),
      ...proposed.flatMap(({ candidates }) => candidates.map(({ kind }) => `candidate ${kind}`)),
    ]),
  };
}
