import { meanOf } from '../../sim/result.js';
import { costText, shareText } from './figures.js';
import {
  decisionsText,
  personOf,
  rowsTable,
  type Cells,
  type Group,
  type Measurement,
} from './measurement.js';
import type { PlayedPerson, ToldPattern } from './played-person.js';
import { falseDiscoveries } from './told.js';

const YEAR_WEEKS = 52;
const HABITS = {
  '+1 week, opens': { kind: 'expiration_shift', action: 'open', weeks: 1 },
  '+1 week, rolls': { kind: 'expiration_shift', action: 'roll', weeks: 1 },
  '+2 strikes, opens': { kind: 'strike_shift', action: 'open', steps: 2 },
  '+4 strikes, rolls': { kind: 'strike_shift', action: 'roll', steps: 4 },
  'half of the contracts': { kind: 'quantity_share', action: 'open', share_of_advised: 0.5 },
  'nothing below .25': { kind: 'premium_floor', action: 'open', premium: 0.25 },
  'no rolls on Fridays': { kind: 'weekday_refusal', action: 'roll', weekday: 5 },
  'no rolls': { kind: 'no_roll', action: 'roll' },
};

const GROUPS = Object.entries(HABITS).map(([name, habit]): Group => ({
  name,
  person: personOf({ name, market: { underlyings: { count: 24 } }, habits: [habit] }),
  ...{ weeks: YEAR_WEEKS, policy: 'none', untilTold: false, costs: true },
}));

/** Whether the interval of a habit's cost holds what the habit truly costs. */
export const coverage: Measurement = {
  title:
    'Coverage: a year each of people of one habit. An interval covers where it holds the expected cost of the simulator.',
  people: 8,
  groups: GROUPS,
  table(playedOf) {
    const rows = GROUPS.map(({ name, person }, at) => ({
      name,
      person,
      people: playedOf(GROUPS[at] as Group),
    }));
    const all = { name: 'all', people: rows.flatMap(({ people }) => people) };
    const played = [...rows.filter(({ people }) => people.length > 0), all];
    return [...rowsTable(played.map(rowOf)), '', ...falseDiscoveries(all.people)];
  },
};

function rowOf({ name, people }: { name: string; people: readonly PlayedPerson[] }): Cells {
  const costs = people.flatMap((one) => {
    const [truth] = one.trueCosts;
    const told = intervalsOf(one);
    return truth === null || truth === undefined || told.length === 0 ? [] : [{ truth, told }];
  });
  const covers = ({ cost_low, cost_high }: Interval, truth: number) =>
    cost_low <= truth && truth <= cost_high;
  const atLast = costs.filter(({ truth, told }) => covers(told.at(-1) as Interval, truth));
  const always = costs.filter(({ truth, told }) => told.every((interval) => covers(interval, truth)));
  const width = meanOf(
    costs.map(({ told }) => (told.at(-1) as Interval).cost_high - (told.at(-1) as Interval).cost_low),
  );
  return {
    habit: name,
    'decisions a week': decisionsText(people),
    'true cost': costText(meanOf(costs.map(({ truth }) => truth))),
    'half width at last': costText(width === null ? null : width / 2),
    'covers on every Saturday': shareText(always.length, costs.length),
    goal: '≥ 90 %',
    'at the end of the year': shareText(atLast.length, costs.length),
    'without an interval': String(people.length - costs.length),
  };
}

type Interval = Pick<ToldPattern, 'n'> & { cost_low: number; cost_high: number };

/** Of the habit's pattern, on each Saturday that has one. */
function intervalsOf({ person, patterns }: PlayedPerson): Interval[] {
  const [habit] = person.habits;
  return patterns.flatMap(({ kind, action, scope_kind, n, cost_low, cost_high }) => {
    const isOwn = kind === habit?.kind && action === habit.action && scope_kind === 'overall';
    return isOwn && cost_low !== null && cost_high !== null ? [{ n, cost_low, cost_high }] : [];
  });
}
