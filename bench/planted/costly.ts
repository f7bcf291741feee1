import type { PlantedPerson } from '../../sim/planted/person.js';
import { meanOf } from '../../sim/result.js';
import { costText, shareText } from './figures.js';
import { decisionsText, personOf, rowsTable, type Cells, type Measurement } from './measurement.js';
import { personNamed } from './people.js';
import type { PlayedPerson } from './played-person.js';

const WEEKS = 20;
const COUNT = 24;
const STEPS = 4;
/** Above $50, as volatile as made-up ones. */
const UNDERLYINGS = Array.from({ length: COUNT }, (_, i) => ({
  symbol: `S${i + 10}`,
  price: 52 + 3 * i,
  volatility: 0.2 + (0.6 * ((7 * i) % COUNT)) / (COUNT - 1),
  shares: 400,
  account: i % 2 === 0 ? 'main' : 'ira',
}));

const COSTS = { called: '≥ 95 %', implemented: '≤ 5 %' };
/** Somebody of the same taste on less volatile ones. */
const CALM = personNamed('costly-higher');
const CASES = [
  { person: higher(1.8), goals: COSTS },
  { person: higher(1), goals: { called: '≤ 8 %', implemented: '' } },
  { person: CALM, goals: COSTS },
  { person: { ...CALM, market: { ...CALM.market, volatility_premium: 1.8 } } as PlantedPerson, goals: COSTS },
].map(({ person, goals }) => {
  const { volatility_premium, underlyings } = person.market;
  const volatilities = Array.isArray(underlyings) ? underlyings.map(({ volatility }) => volatility) : [];
  const [least, most] = [Math.min(...volatilities), Math.max(...volatilities)];
  const name = `implied ${volatility_premium} × realised of ${least} to ${most}`;
  const played = { weeks: WEEKS, policy: 'high', untilTold: false, costs: true } as const;
  return { goals, group: { name, person, ...played } };
});

function higher(premium: number): PlantedPerson {
  const market = { underlyings: UNDERLYINGS, volatility_premium: premium };
  const habits = ['open', 'roll'].map((action) => ({ kind: 'strike_shift', action, steps: STEPS }));
  return personOf({ name: 'higher', market, habits });
}

/** Whether a taste that costs is called so, and left alone; and one that does not cost is not. */
export const costly: Measurement = {
  title: `A costly taste: +${STEPS} strikes on underlyings above $50, ${WEEKS} weeks, every candidate of priority high
implemented. Called costly: by its pattern, once found, or by its candidate.`,
  people: 60,
  groups: CASES.map(({ group }) => group),
  table: (playedOf) =>
    rowsTable(
      CASES.flatMap(({ goals, group }) => {
        const people = playedOf(group);
        return people.length === 0 ? [] : [rowOf(group.name, people, goals)];
      }),
    ),
};

function rowOf(
  name: string,
  people: readonly PlayedPerson[],
  goals: { called: string; implemented: string },
): Cells {
  const called = (actions: readonly string[]) =>
    shareText(people.filter((one) => actions.some((action) => isCalled(one, action))).length, people.length);
  const implemented = people.filter((one) => one.implemented.some(({ kind }) => kind === 'strike_shift'));
  return {
    market: name,
    'decisions a week': decisionsText(people),
    'true cost of opens': trueCostText(people, 0),
    'of rolls': trueCostText(people, 1),
    'called costly': called(['open', 'roll']),
    goal: goals.called,
    opens: called(['open']),
    rolls: called(['roll']),
    implemented: shareText(implemented.length, people.length),
    'goal of implemented': goals.implemented,
  };
}

function isCalled({ patterns, candidates }: PlayedPerson, action: string): boolean {
  const isShift = (one: { kind: string; action: string }) =>
    one.kind === 'strike_shift' && one.action === action;
  return (
    patterns.some((told) => isShift(told) && told.found && told.cost_status === 'costly') ||
    candidates.some((one) => isShift(one) && one.flags.includes('costly'))
  );
}

function trueCostText(people: readonly PlayedPerson[], habit: number): string {
  return costText(meanOf(people.map(({ trueCosts }) => trueCosts[habit] ?? null)));
}
