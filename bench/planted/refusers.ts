import { countsText, shareText, weeksText } from './figures.js';
import { decisionsText, personOf, rowsTable, type Group, type Measurement } from './measurement.js';
import type { PlayedPerson } from './played-person.js';
import { falseDiscoveries, foundWeek, unplantedFindings } from './told.js';

const COUNT = 24;
const REFUSED = 6;
const SHARE = 0.9;
const WEEKS = 27;

/** Underlyings of which the first ones are so cheap that a week's premium is some cents. */
const CHEAP_FIRST = Array.from({ length: COUNT }, (_, i) => ({
  symbol: `U${String(i + 1).padStart(2, '0')}`,
  price: i < REFUSED ? 6 + 2 * i : 30 + 5 * (i - REFUSED),
  volatility: 0.25 + 0.02 * ((7 * i) % 20),
  shares: 500,
  account: i % 2 === 0 ? 'main' : 'ira',
}));

const GROUPS = [groupOf('any', { count: COUNT }), groupOf('the cheapest', CHEAP_FIRST)];

function groupOf(name: string, underlyings: object): Group {
  const refused = Array.from({ length: REFUSED }, (_, i) => `U${String(i + 1).padStart(2, '0')}`);
  const habits = [{ kind: 'underlying_refusal', underlyings: refused, share: SHARE }];
  return {
    ...{ name, person: personOf({ name, market: { underlyings }, habits }) },
    ...{ weeks: WEEKS, policy: 'none', untilTold: false, costs: false },
  };
}

/** Whether somebody who refuses some underlyings is told of a premium floor. */
export const refusers: Measurement = {
  title: `Refusers: ${REFUSED} of ${COUNT} underlyings are refused nine times in ten, for ${WEEKS} weeks.`,
  people: 60,
  groups: GROUPS,
  table(playedOf) {
    const rows = GROUPS.map((group) => ({ name: group.name, people: playedOf(group) })).filter(
      ({ people }) => people.length > 0,
    );
    return [...rowsTable(rows.map(rowOf)), '', ...falseDiscoveries(rows.flatMap(({ people }) => people))];
  },
};

function rowOf({ name, people }: { name: string; people: readonly PlayedPerson[] }) {
  const others = people.map(unplantedFindings);
  const floors = others.filter((some) => some.some((one) => one.startsWith('premium_floor')));
  return {
    'which are refused': name,
    'decisions a week': decisionsText(people),
    'told of a floor': shareText(floors.length, people.length),
    goal: '≤ 2 %',
    'first refused one found': weeksText(
      people.flatMap((one) => one.person.habits.map((habit) => foundWeek(one, habit))),
    ),
    else: countsText(others.flat()),
  };
}
