import { meanOf } from '../../sim/result.js';
import { curve, inWeeks, shareBelow } from './divergence.js';
import { countsText, percentText } from './figures.js';
import { decisionsText, rowsTable, type Group, type Measurement } from './measurement.js';
import { personNamed } from './people.js';

/** One more than is looked at: of the last week its own Saturday does not know all. */
const WEEKS = 28;
const GROUP: Group = {
  ...{ name: 'changed', person: personNamed('longer-until-week-17') },
  ...{ weeks: WEEKS, policy: 'high', untilTold: false, costs: false },
};

/** How long the loop takes to follow a mind that changed. */
export const changed: Measurement = {
  title:
    'A mind changed in week 17: chosen divergence while every candidate of priority high is implemented.',
  people: 60,
  groups: [GROUP],
  table(playedOf) {
    const people = playedOf(GROUP);
    const last = inWeeks(people, WEEKS - 1);
    const meanIn = (from: number, to: number) => percentText(meanOf(inWeeks(people, from, to)));
    return [
      GROUP.person.name,
      ...rowsTable([
        { figure: 'decisions a week', is: decisionsText(people), goal: '' },
        { figure: 'weeks 1–2, mean', is: meanIn(1, 2), goal: '' },
        { figure: 'weeks 14–16, mean', is: meanIn(14, 16), goal: '' },
        { figure: 'weeks 17–19, mean', is: meanIn(17, 19), goal: '' },
        { figure: 'week 25, mean', is: meanIn(25, 25), goal: '' },
        { figure: 'week 27, mean', is: percentText(meanOf(last)), goal: '< 10 %' },
        { figure: '  people below 15 %', is: percentText(shareBelow(last, 0.15)), goal: '≥ 80 %' },
        {
          ...{ figure: 'patches of a person', goal: '' },
          is: countsText(people.map((one) => `${one.implemented.length} patches`)),
        },
        {
          ...{ figure: 'patches taken back by their condition', goal: '' },
          is: String(people.reduce((sum, { takenBack }) => sum + takenBack, 0)),
        },
      ]),
      '',
      ...curve(people),
    ];
  },
};
