import { expect, test } from '@jest/globals';
import { askedAt, knownAt } from '../../domain/learning/features/known-times.js';
import { integerBetween, seededRandom, type Random } from '../../domain/number/random.js';
import { nextSession, sessionsBetween } from '../../domain/time/calendar.js';
import { openWarehouse } from '../duckdb/open-warehouse.js';
import { tableRows } from '../exports/table-rows.js';
import { homePaths } from '../home/home.js';

const SESSIONS = sessionsBetween('2025-01-06', '2025-01-17');
/** A day's advice and labels have few moments: in New York midnight is one of them. */
const TIMES = ['', 'T05:00:00Z', 'T14:30:00Z', 'T15:00:00Z'];

const oneOf = <T>(random: Random, values: readonly T[]): T =>
  values[integerBetween(random, 0, values.length - 1)] as T;

function scenario(id: number, random: Random) {
  const day = oneOf(random, SESSIONS.slice(0, -2));
  const sent_at = `${day}${oneOf(random, TIMES)}`;
  const later = SESSIONS.flatMap((session) => TIMES.map((time) => `${session}${time}`));
  const labelled_at = oneOf(
    random,
    later.filter((moment) => knownAt(moment) > askedAt(sent_at)),
  );
  return {
    ...{
      scenario_id: `s${id}`,
      recommendation_id: `r${id}`,
      trading_date: day,
      sent_at,
      spec_id: 's',
      flags: [],
    },
    ...{ account: oneOf(random, ['main', 'ira', null]), underlying: oneOf(random, ['ABC', 'XYZ']) },
    ...{ action: oneOf(random, ['sell_to_open', 'roll']), chosen: oneOf(random, ['follow', 'skip']) },
    ...{ status: 'labelled', labelled_at, label: integerBetween(random, 0, 1), reward: 1, synthetic: false },
  };
}

type Scenario = ReturnType<typeof scenario>;

const answers = ({ chosen, label, trading_date, labelled_at }: Scenario) => ({
  taste: { follows: chosen === 'follow', known: knownAt(nextSession(trading_date)) },
  hindsight: { follows: label === 1, known: knownAt(labelled_at) },
});

/** Every preference with every other. */
function plainWeight(own: Scenario, all: readonly Scenario[], basis: 'taste' | 'hindsight'): number {
  const earlier = all.filter(
    (other) =>
      other.account === own.account &&
      other.underlying === own.underlying &&
      other.action === own.action &&
      answers(other)[basis].known < askedAt(own.sent_at),
  );
  const agreeing = earlier.filter((other) => answers(other)[basis].follows === answers(own)[basis].follows);
  return (2 * (agreeing.length + 1)) / (earlier.length + 2);
}

test('the weight of a preference is twice the share of earlier ones that agree, as known when it was asked', async () => {
  const random = seededRandom(7);
  const scenarios = Array.from({ length: 300 }, (_, i) => scenario(i, random));
  const warehouse = await openWarehouse(':memory:');
  await warehouse.insert('scenarios', scenarios);
  await warehouse.insert(
    'recommendations',
    scenarios.map(({ recommendation_id, trading_date, sent_at, action, underlying }) => ({
      ...{ record_id: recommendation_id, recommendation_id, trading_date, sent_at, action, underlying },
    })),
  );
  await warehouse.insert(
    'scenario_features',
    scenarios.map(({ scenario_id }) => ({ scenario_id, spec_id: 's', missing: [], values: [] })),
  );
  const copy = { model_id: 'm', spec_id: 's', features_hash: '', values: [] };
  await warehouse.insert('perturbed_scenarios', [
    ...scenarios.slice(0, 50).map(({ scenario_id: parent_scenario_id }) => ({
      ...{ ...copy, scenario_id: `of-${parent_scenario_id}`, parent_scenario_id },
    })),
  ]);
  const { rows } = await tableRows({ warehouse, home: homePaths('/nowhere') }, { table: 'preferences' });
  await warehouse.close();
  const weights = new Map(scenarios.map((one) => [one.scenario_id, one]));
  const found = rows as unknown as { scenario_id: string; basis: 'taste' | 'hindsight'; weight: number }[];
  expect(found.length).toBeGreaterThan(1_200);
  for (const { scenario_id, basis, weight } of found) {
    const parent = weights.get(scenario_id.replace('of-', '')) as Scenario;
    expect(weight).toBe(plainWeight(parent, scenarios, basis));
  }
  expect(new Set(found.map(({ weight }) => weight)).size).toBeGreaterThan(20);
});
