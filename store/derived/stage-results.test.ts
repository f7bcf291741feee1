import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compare } from '../../domain/compare.js';
import { askedAt, knownAt } from '../../domain/learning/features/known-times.js';
import { ROLES } from '../../domain/learning/predictions/prediction.js';
import { STAGES, type Stage } from '../../domain/learning/report/beside-rule.js';
import { newYorkDay } from '../../domain/time/calendar.js';
import { daysBetween } from '../../domain/time/dates.js';
import { homePaths, type Home } from '../home/home.js';
import { closeStore, openStore, type Store } from '../open-store.js';
import { stageResults } from './stage-results.js';

let home: Home;
let store: Store;
beforeAll(async () => {
  home = homePaths(await mkdtemp(join(tmpdir(), 'stages-')));
  store = await openStore(home);
});
afterAll(async () => {
  await closeStore(store);
  await rm(home.dir, { recursive: true });
});

const TIMES = ['2025-03-07', '2025-03-07T21:00:00Z', '2025-03-08T04:30:00Z', '2025-03-10T15:00:00Z'];
const time = fc.constantFrom(...TIMES);
const amount = fc.option(fc.double({ min: -3, max: 3, noNaN: true }));
const scenario = fc.record({
  sent_at: time,
  labelled_at: fc.option(time),
  status: fc.constantFrom('labelled', 'labelled', 'exogenous'),
  label: fc.option(fc.constantFrom(0, 1)),
  ...{ reward: amount, net_reward: amount, net_usd: amount },
  vetoes: fc.constantFrom([], [], ['silent']),
});
const prediction = fc.record({
  place: fc.nat(9),
  model_id: fc.constantFrom('mlp', 'mlp-1', 'mlp-2', 'logistic-1', 'logistic'),
  trained_through: fc.constantFrom('2025-01-02', '2025-03-08'),
  source: fc.constantFrom('live', 'walk_forward'),
  role: fc.constantFrom(...ROLES),
  spec_id: fc.constantFrom('s', 's', 't'),
  action: fc.constantFrom('follow', 'skip'),
  kept: fc.integer({ min: 1, max: 4 }),
});
type Said = typeof prediction extends fc.Arbitrary<infer T> ? T : never;

const lineageOf = (model_id: string) => model_id.split('-')[0] as string;

/** A model says of a scenario one thing at a time: no two of them are tied. */
const once = (rows: readonly Said[]) => [
  ...new Map(
    rows.map((row) => [JSON.stringify([row.place, row.model_id, row.source, row.kept]), row]),
  ).values(),
];

const ROLE_OF: Partial<Record<Stage, string>> = { paper: 'shadow', canary: 'canary', champion: 'champion' };

test('stageResults(…) has what a list of all predictions, gone through row by row, would have', async () => {
  const { warehouse } = store;
  await fc.assert(
    fc.asyncProperty(
      fc.array(scenario, { minLength: 5, maxLength: 10 }),
      fc.array(prediction, { minLength: 100, maxLength: 200 }).map(once),
      fc.array(fc.constantFrom('mlp', 'logistic'), { minLength: 4, maxLength: 4 }),
      time,
      async (scenarios, predictions, lineages, by) => {
        for (const table of ['scenarios', 'scenario_results', 'predictions'])
          await warehouse.run(`DELETE FROM ${table}`);
        const named = scenarios.map((one, i) => ({ scenario_id: `s${i}`, ...one }));
        await warehouse.insert(
          'scenarios',
          named.map(({ net_reward: _, net_usd: __, vetoes: ___, ...one }) => ({
            ...one,
            trading_date: '2025-03-07',
          })),
        );
        await warehouse.insert(
          'scenario_results',
          named.map(({ scenario_id, net_reward, net_usd, vetoes }) => ({
            ...{ scenario_id, net_reward, net_usd, vetoes },
          })),
        );
        await warehouse.insert(
          'predictions',
          predictions.map(({ place, ...row }) => ({
            ...{ ...row, scenario_id: `s${place}`, lineage: lineageOf(row.model_id), p_win: 0.5 },
          })),
        );
        const models = STAGES.map((stage, i) => ({
          ...{ stage, model_id: 'any', lineage: lineages[i] as string, spec_id: 's' },
        }));
        const end = knownAt(by);
        const found = await stageResults(warehouse, { models, end });

        const expected = models.flatMap(({ stage, lineage, spec_id }, place) => {
          const own = predictions.filter(
            (row) =>
              lineageOf(row.model_id) === lineage &&
              row.model_id !== lineage &&
              row.spec_id === spec_id &&
              (stage === 'backtest'
                ? row.source === 'walk_forward'
                : row.source === 'live' && row.role === ROLE_OF[stage]),
          );
          const later = new Set(
            own.filter((row) => knownAt(row.trained_through) > end).map(({ model_id }) => model_id),
          );
          const spoken = own
            .filter(({ model_id }) => stage !== 'backtest' || !later.has(model_id))
            .sort((a, b) => a.kept - b.kept || compare(a.model_id, b.model_id));
          const rows = named.flatMap((one, i) => {
            const said = spoken.find((row) => row.place === i);
            const { status, label, reward, net_reward, net_usd, labelled_at } = one;
            const isKnown = status === 'labelled' && ![label, reward, net_reward, net_usd].includes(null);
            if (said === undefined || !isKnown || labelled_at === null) return [];
            if (knownAt(labelled_at) > end || askedAt(one.sent_at) >= end) return [];
            const day = daysBetween('1970-01-01', newYorkDay(labelled_at));
            return [{ ...one, day, known: knownAt(labelled_at), follows: said.action === 'follow' }];
          });
          return rows
            .sort((a, b) => a.day - b.day || a.known - b.known || compare(a.scenario_id, b.scenario_id))
            .map(({ day, follows, vetoes, net_reward, net_usd }) => [
              ...[place, day, Number(follows), vetoes.length, net_reward, net_usd],
            ]);
        });
        const { stage, day, follows, vetoed, reward, usd } = found;
        expect(
          [...stage].map((place, i) => [place, day[i], follows[i], vetoed[i], reward[i], usd[i]]),
        ).toEqual(expected);
      },
    ),
    // Each is many scenarios.
    { numRuns: 12 },
  );
});
