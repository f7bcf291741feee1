import { meanOf } from '../../sim/result.js';
import { curve, inWeeks, shareBelow } from './divergence.js';
import { countsText, percentText, weeksText } from './figures.js';
import { decisionsText, rowsTable, type Cells, type Group, type Measurement } from './measurement.js';
import { personNamed } from './people.js';
import type { PlayedPerson } from './played-person.js';
import { falseDiscoveries, foundWeek, patchWeek, unplantedPatches } from './told.js';

/** One more than is looked at: of the last week its own Saturday does not know all. */
const WEEKS = 28;

/** What is held against a goal, and the goals of the one with a floor and of the other. */
const LINES: {
  name: string;
  goals: readonly [string, string];
  of: (people: readonly PlayedPerson[]) => string;
}[] = [
  { name: 'decisions a week', goals: ['25–35', '25–35'], of: decisionsText },
  { name: 'weeks 1–2, mean', goals: ['≥ 45 %', '≥ 45 %'], of: meanIn(1, 2) },
  { name: 'weeks 12–14, mean', goals: ['< 9 %', '< 13 %'], of: meanIn(12, 14) },
  { name: '  people below 15 %', goals: ['≥ 88 %', '≥ 76 %'], of: belowIn(0.15, 12, 14) },
  { name: '  people below 10 %', goals: ['', ''], of: belowIn(0.1, 12, 14) },
  { name: 'weeks 17–20, mean', goals: ['', '< 9.5 %'], of: meanIn(17, 20) },
  { name: 'weeks 24–27, mean', goals: ['< 6 %', '< 9 %'], of: meanIn(24, 27) },
  { name: '  people below 10 %', goals: ['', ''], of: belowIn(0.1, 24, 27) },
  {
    ...{ name: 'patches that nobody planted', goals: ['none', 'none'] },
    of: (people) => countsText(people.flatMap(unplantedPatches)),
  },
  {
    ...{ name: 'patches taken back by their condition', goals: ['', ''] },
    of: (people) => String(people.reduce((sum, { takenBack }) => sum + takenBack, 0)),
  },
];

function meanIn(from: number, to: number) {
  return (people: readonly PlayedPerson[]) => percentText(meanOf(inWeeks(people, from, to)));
}

function belowIn(bound: number, from: number, to: number) {
  return (people: readonly PlayedPerson[]) => percentText(shareBelow(inWeeks(people, from, to), bound));
}

/** The goals are of the first two; the third is the second where the noise of what a change costs is less. */
const GROUPS = ['longer-higher-choosy', 'longer-opens', 'longer-opens-calm'].map((name): Group => {
  const person = personNamed(name);
  return { name, person, weeks: WEEKS, policy: 'high', untilTold: false, costs: false };
});

/** How far the loop comes with two persons of four habits. */
export const converge: Measurement = {
  title: 'Convergence: chosen divergence while every candidate of priority high is implemented.',
  people: 60,
  groups: GROUPS,
  table: (playedOf) =>
    GROUPS.flatMap((group, at) => {
      const people = playedOf(group);
      if (people.length === 0) return [];
      const rows = LINES.map(({ name, goals, of }) => ({
        [group.name]: name,
        figure: of(people),
        goal: goals[at] ?? '',
      }));
      return [
        `${group.person.name}`,
        ...rowsTable(rows),
        '',
        ...rowsTable(habitRows(group, people)),
        '',
        ...falseDiscoveries(people),
        '',
        ...curve(people),
        '',
      ];
    }),
};

/** Of each habit, median and 90th percentile of the weeks in which it is found and in which its patch begins. */
function habitRows({ person }: Group, people: readonly PlayedPerson[]): Cells[] {
  return person.habits.map((habit) => ({
    habit: `${habit.kind} ${habit.action ?? ''}`,
    found: weeksText(people.map((one) => foundWeek(one, habit))),
    'patch from': weeksText(people.map((one) => patchWeek(one, habit))),
    'without a patch': String(people.filter((one) => patchWeek(one, habit) === Infinity).length),
    of: habit.underlyings === null ? 'all underlyings' : `${habit.underlyings.length} underlyings`,
  }));
}
