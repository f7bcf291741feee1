import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compare } from '../../domain/compare.js';
import { askedAt, knownAt } from '../../domain/learning/features/known-times.js';
import { BASELINES, type BaselineName } from '../../domain/learning/baselines/walk-forward.js';
import { ROLES } from '../../domain/learning/predictions/prediction.js';
import { SPEAKERS, type Speaker } from '../../domain/learning/predictions/said-before.js';
import { newYorkDay } from '../../domain/time/calendar.js';
import { homePaths, type Home } from '../home/home.js';
import { closeStore, openStore, type Store } from '../open-store.js';
import { saidScenarios } from './said-scenarios.js';

let home: Home;
let store: Store;
beforeAll(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'said-')));
  store = await openStore(home);
});
afterAll(async () => {
  await closeStore(store);
  await rm(home.dir, { recursive: true });
});

const LINEAGE = 'mlp';
/** Before, on both sides of midnight in New York, and around the changes of its clocks. */
const TIMES = [
  ...['2025-03-07', '2025-03-07T21:00:00Z', '2025-03-08T04:30:00Z', '2025-03-08T05:30:00.250Z'],
  ...['2025-03-09', '2025-03-10T03:59:59Z', '2025-03-10T04:00:00Z', '2025-11-02', '2025-11-03T04:30:00Z'],
];
const time = fc.constantFrom(...TIMES);
const scenario = fc.record({
  sent_at: time,
  labelled_at: fc.option(time),
  status: fc.constantFrom('labelled', 'labelled', 'labelled', 'exogenous', 'pending'),
  label: fc.option(fc.constantFrom(0, 1)),
  reward: fc.option(fc.double({ min: -3, max: 3, noNaN: true })),
  net: fc.option(fc.double({ min: -3, max: 3, noNaN: true })),
  vetoes: fc.constantFrom([], [], ['silent']),
  value: fc.double({ noNaN: true }),
  missing: fc.constantFrom([], ['mood']),
});
const prediction = fc.record({
  place: fc.nat(39),
  model_id: fc.constantFrom('mlp', 'mlp-1', 'mlp-2', 'logistic-1', 'logistic', 'base_rate', 'always_follow'),
  trained_through: fc.constantFrom('2025-01-02', '2025-01-03'),
  source: fc.constantFrom('live', 'walk_forward'),
  role: fc.constantFrom(...ROLES),
  spec_id: fc.constantFrom('s', 't', null),
  p_win: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  action: fc.constantFrom('follow', 'skip'),
  kept: fc.integer({ min: 1, max: 4 }),
});
const question = fc.record({
  incumbent: fc.constantFrom('base_rate', 'logistic', 'logistic-1', 'mlp-1'),
  by: time,
});

type Said = typeof prediction extends fc.Arbitrary<infer T> ? T : never;

const lineageOf = (model_id: string) => model_id.split('-')[0] as string;

const asked = ({ model_id, role, spec_id, p_win }: Said, incumbent: string) =>
  p_win !== null &&
  ((lineageOf(model_id) === LINEAGE && spec_id === 's' && role !== 'previous') ||
    model_id === incumbent ||
    (role === 'baseline' && (spec_id ?? 's') === 's'));
const turn = ({ role }: Said) => (role === 'shadow' || role === 'canary' ? 0 : role === 'champion' ? 1 : 2);

/** What is kept as a list that is gone through: in its order, of each scenario the first. */
function firstOf(rows: readonly Said[], isOwn: (row: Said) => boolean, incumbent: string) {
  const first = { live: new Map<string, Said>(), walk_forward: new Map<string, Said>() };
  const inTurn = rows
    .filter((row) => asked(row, incumbent) && isOwn(row))
    .sort((a, b) => a.kept - b.kept || turn(a) - turn(b) || compare(a.model_id, b.model_id));
  for (const row of inTurn)
    if (!first[row.source as 'live'].has(`s${row.place}`))
      first[row.source as 'live'].set(`s${row.place}`, row);
  return first;
}

function isSaidBy(speaker: Speaker, incumbent: string) {
  return ({ model_id, source, role }: Said) => {
    if (speaker.startsWith('challenger'))
      return (
        lineageOf(model_id) === LINEAGE &&
        model_id !== LINEAGE &&
        !(source === 'live' && model_id === incumbent)
      );
    return speaker.startsWith('incumbent')
      ? model_id === incumbent
      : model_id === speaker && role === 'baseline';
  };
}

const saidAs = (speaker: Speaker, said: Said | undefined) => {
  if (said === undefined) return NaN;
  return speaker.endsWith('_follows') ? Number(said.action === 'follow') : (said.p_win as number);
};

/** A model says of a scenario one thing at a time, whatever it stands for then: no two of them are tied. */
const once = (rows: readonly Said[]) => [
  ...new Map(
    rows.map((row) => [JSON.stringify([row.place, row.model_id, row.source, row.kept]), row]),
  ).values(),
];

test('saidScenarios(…) has by a moment what a list of all predictions, gone through row by row, would have', async () => {
  const { warehouse } = store;
  await fc.assert(
    fc.asyncProperty(
      fc.array(scenario, { minLength: 10, maxLength: 40 }),
      fc.array(prediction, { minLength: 100, maxLength: 400 }).map(once),
      question,
      async (scenarios, predictions, { incumbent, by }) => {
        for (const table of ['scenarios', 'scenario_features', 'scenario_results', 'predictions'])
          await warehouse.run(`DELETE FROM ${table}`);
        const named = scenarios.map((one, i) => ({ scenario_id: `s${i}`, ...one }));
        await warehouse.insert(
          'scenarios',
          named.map(({ scenario_id, sent_at, labelled_at, status, label, reward }) => ({
            ...{ scenario_id, sent_at, labelled_at, status, label, reward, trading_date: '2025-03-07' },
          })),
        );
        await warehouse.insert(
          'scenario_features',
          named.map(({ scenario_id, value, missing }) => ({ scenario_id, values: [1, value], missing })),
        );
        await warehouse.insert(
          'scenario_results',
          named.map(({ scenario_id, net, vetoes }) => ({
            ...{ scenario_id, net_reward: net, net_usd: net, vetoes },
          })),
        );
        await warehouse.insert(
          'predictions',
          predictions.map(({ place, ...row }) => {
            return { ...row, scenario_id: `s${place}`, lineage: lineageOf(row.model_id) };
          }),
        );
        const end = knownAt(by);
        const found = await saidScenarios(warehouse, {
          ...{ lineage: LINEAGE, incumbent, spec_id: 's', end },
          window: { from: '2025-01-01', to: '2025-12-31' },
          features: new Map([['mood', 1]]),
        });
        const knownOf = (one: { labelled_at: string | null }) =>
          one.labelled_at === null ? Infinity : knownAt(one.labelled_at);
        const expected = named
          .filter(({ sent_at }) => askedAt(sent_at) < end)
          .sort((a, b) => {
            const [one, other] = [knownOf(a), knownOf(b)];
            return one === other ? compare(a.scenario_id, b.scenario_id) : one - other;
          });
        const isKnown = (one: (typeof named)[number]) =>
          one.status === 'labelled' &&
          ![one.label, one.reward, one.net, one.labelled_at].includes(null) &&
          knownOf(one) <= end;
        expect(found.ids).toEqual(expected.map(({ scenario_id }) => scenario_id));
        expect(found.statuses).toEqual(
          expected.map((one) => (one.labelled_at !== null && knownOf(one) > end ? 'pending' : one.status)),
        );
        expect([...found.labels]).toEqual(expected.map((one) => (isKnown(one) ? one.label : NaN)));
        expect(found.days).toEqual(
          expected.map(({ labelled_at }) => (labelled_at === null ? '' : newYorkDay(labelled_at))),
        );
        const net = expected.map((one) => (one.vetoes.length > 0 ? 0 : (one.net ?? NaN)));
        expect([...found.rewards]).toEqual(net);
        expect([...found.usd]).toEqual(net);
        const mood = found.features.get('mood');
        expect([...(mood?.values ?? [])]).toEqual(expected.map(({ value }) => value));
        expect([...(mood?.missing ?? [])]).toEqual(expected.map(({ missing }) => missing.length));
        for (const speaker of SPEAKERS)
          for (const source of ['live', 'walk_forward'] as const) {
            const first = firstOf(predictions, isSaidBy(speaker, incumbent), incumbent)[source];
            expect([...found.said[speaker][source]]).toEqual(
              found.ids.map((id) => saidAs(speaker, first.get(id))),
            );
          }
        const own = firstOf(predictions, isSaidBy('challenger', incumbent), incumbent).walk_forward;
        expect(found.trainedThrough).toEqual(found.ids.map((id) => own.get(id)?.trained_through ?? null));
        for (const name of Object.keys(BASELINES) as BaselineName[]) {
          const isAlike = ({ place, model_id, role, trained_through }: Said) =>
            role === 'baseline' &&
            lineageOf(model_id) === name &&
            own.get(`s${place}`)?.trained_through === trained_through;
          const alike = firstOf(predictions, isAlike, incumbent).walk_forward;
          expect([...found.alike[name]]).toEqual(found.ids.map((id) => alike.get(id)?.p_win ?? NaN));
        }
      },
    ),
    // Each is many scenarios.
    { numRuns: 12 },
  );
});
