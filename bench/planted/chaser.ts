import { meanOf } from '../../sim/result.js';
import { inWeeks } from './divergence.js';
import { countsText, percentText, shareText } from './figures.js';
import { decisionsText, rowsTable, type Group, type Measurement } from './measurement.js';
import { personNamed } from './people.js';
import type { PlayedPerson } from './played-person.js';

const WEEKS = 27;
const GROUP: Group = {
  ...{ name: 'chaser', person: personNamed('chaser') },
  ...{ weeks: WEEKS, policy: 'high', untilTold: false, costs: false },
};

/** Whether somebody who shifts from whatever is advised is flagged, and not followed on. */
export const chaser: Measurement = {
  title:
    'Chasing: always a week more than whatever is advised, every candidate of priority high implemented.',
  people: 60,
  groups: [GROUP],
  table(playedOf) {
    const people = playedOf(GROUP);
    const flagged = people.filter(({ candidates }) =>
      candidates.some(({ flags }) => flags.includes('chasing')),
    );
    const followed = people.filter((one) => patchesOf(one).some((count) => count > 1));
    return rowsTable([
      { figure: 'decisions a week', is: decisionsText(people), goal: '' },
      { figure: 'flagged as chasing', is: shareText(flagged.length, people.length), goal: '≥ 95 %' },
      {
        ...{
          figure: 'followed beyond the first patch of an action',
          is: shareText(followed.length, people.length),
        },
        goal: 'nobody',
      },
      {
        figure: 'patches of a person',
        is: countsText(people.map((one) => `${one.implemented.length} patches`)),
        goal: '',
      },
      { figure: 'weeks 24–27, divergence', is: percentText(meanOf(inWeeks(people, 24, 27))), goal: '' },
    ]);
  },
};

/** How many patches there were of each action. */
function patchesOf({ implemented }: PlayedPerson): number[] {
  const actions = [...new Set(implemented.map(({ action }) => action))];
  return actions.map((action) => implemented.filter((one) => one.action === action).length);
}
