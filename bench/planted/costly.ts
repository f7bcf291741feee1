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
import type { PlayedPerson } from './play.js';

const WEEKS = 20;

/** Underlyings above $50, of volatilities from the least to the most. */
function underlyingsOf([least, most]: readonly [number, number]) {
  return Array.from({ length: COUNT }, (_, i) => ({
    symbol: `S${i + 10}`,
    price: 52 + 3 * i,
    volatility: least + ((most - least) * ((7 * i) % COUNT)) / (COUNT - 1),
    shares: 400,
    account: i % 2 === 0 ? 'main' : 'ira',
  }));
}
const COUNT = 24;
const STEPS = 4;

const CALLED = { called: '≥ 95 %', implemented: '≤ 5 %' };
const CASES = [
  { premium: 1.8, volatilities: [0.2, 0.8] as const, goals: CALLED },
  { premium: 1, volatilities: [0.2, 0.8] as const, goals: { called: '≤ 8 %', implemented: '' } },
  { premium: 1.8, volatilities: [0.2, 0.4] as const, goals: CALLED },
].map((one) => ({ goals: one.goals, group: groupOf(one) }));

function groupOf({
  premium,
  volatilities,
}: {
  premium: number;
  volatilities: readonly [number, number];
}): Group {
  const [least, most] = volatilities;
  const name = `implied ${premium} × realised of ${least} to ${most}`;
  const market = { underlyings: underlyingsOf(volatilities), volatility_premium: premium };
  const habits = ['open', 'roll'].map((action) => ({ kind: 'strike_shift', action, steps: STEPS }));
  return {
    ...{ name, person: personOf({ name, market, habits }) },
    ...{ weeks: WEEKS, policy: 'high', untilTold: false, costs: true },
  };
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
