import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../domain/learning/training/default-config.js';
import { nextSession, sessionsBetween } from '../domain/time/calendar.js';
import { keepDeployment } from '../store/home/deployments-log.js';
import { homePaths } from '../store/home/home.js';
import { daysIn, readLearned } from '../store/home/learning-log.js';
import { modelIds } from '../store/home/model-folders.js';
import { readRegistry } from '../store/home/model-registry.js';
import { closeStore, openStore, type Store } from '../store/open-store.js';
import { flippedModel } from '../test/flipped-model.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { retrainBy } from '../workflows/retrain-chain.js';
import { learningHoursSteps } from './learning-hours.js';
import { openSteps, type OpenSteps } from './make-steps.js';
import { outcomeSteps } from './outcomes.js';
import { reconcileSteps } from './reconcile.js';
import type { LearnedStep } from './learning-reports.js';
import { upToDateFirst } from './up-to-date.js';

const HOURS = ['10', '11', '12', '13', '14', '15', '16'];
const AT = '2025-06-01T12:00:00Z';
const POLICY = { gate_policy: 1, min_samples: 4 };

let dir: string;
let files: string[];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hours-'));
  files = await writeIntradayAccount(join(dir, 'files'), { from: '2025-01-06', to: '2025-01-31', seed: 5 });
}, 120_000);
afterAll(() => rm(dir, { recursive: true }));

/** A home with the account, through a day of it, or a moment. */
async function homeWith(name: string, { through = '2025-01-31' } = {}): Promise<OpenSteps> {
  const opened = await openSteps(join(dir, name));
  await importThrough(opened, name, through);
  return opened;
}

async function importThrough(
  { steps }: OpenSteps,
  name: string,
  through: string,
  from = files,
): Promise<void> {
  for (const file of from) {
    const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
    const own = lines.filter((line) => timeOf(line).slice(0, through.length) <= through);
    const path = join(dir, `${name}-${through}-${file.split('/').at(-1)}`);
    await writeFile(path, own.map((line) => `${line}\n`).join(''));
    await steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
  }
}

function timeOf(line: string): string {
  const { sent_at, executed_at } = JSON.parse(line) as { sent_at?: string; executed_at?: string };
  return sent_at ?? executed_at ?? '';
}

const policy = async (name: string, given: object) => {
  const { DEFAULT_POLICY } = await import('../domain/learning/gate/gate-policy.js');
  await writeFile(join(dir, name, 'learning', 'gate.json'), JSON.stringify({ ...DEFAULT_POLICY, ...given }));
};
const switchOn = (name: string) =>
  writeFile(
    join(dir, name, 'learning', 'hours.json'),
    JSON.stringify({ hours: 1, accounts: { main: 'on' } }),
  );
const clockless = (text: string) => text.replaceAll(/"at":"[^"]*"/g, '');
const deployments = (name: string) => readFile(join(dir, name, 'models', 'deployments.jsonl'), 'utf8');
/** What some months are enough for, and a deployment goes through in days. */
const EASY = {
  ...{ min_samples: 4, reward_margin: 10, max_calibration_z: 100, max_drawdown_ratio: 100 },
  ...{ shadow: { min_scored: 4, min_sessions: 1 }, canary: { share: 0.9, min_scored: 1 } },
  watch: { scored: 6, cusum_arl: 10_000 },
};
async function retrained({ steps }: OpenSteps): Promise<string> {
  const asked = { days: 120, kind: 'logistic', config: DEFAULT_CONFIG, seed: 0 } as const;
  const { report } = await retrainBy(steps, asked, AT);
  return report.model_id as string;
}
async function serveBaseRate({ steps }: OpenSteps, name: string): Promise<void> {
  const home = homePaths(join(dir, name));
  const id = (await modelIds(home)).find((one) => one.startsWith('base_rate-')) as string;
  const seq = (await readRegistry(home)).at(-1)?.seq ?? 0;
  await steps.changeModel({ change: 'promote', id, override: true, reason: 'a test', at: AT, seq });
}
/** The first of two models serves, as one that has served before: it is not watched. */
async function serveUnwatched({ steps }: OpenSteps, name: string, models: readonly string[]): Promise<void> {
  const promotions = models.map((id) => ({ change: 'promote', id, override: true }) as const);
  for (const change of [...promotions, { change: 'rollback' } as const]) {
    const seq = (await readRegistry(homePaths(join(dir, name)))).at(-1)?.seq ?? 0;
    await steps.changeModel({ ...change, reason: 'a test', at: AT, seq });
  }
}
const registry = (name: string) => readFile(join(dir, name, 'models', 'registry.jsonl'), 'utf8');
const predictions = async ({ steps }: OpenSteps, name: string) => {
  await steps.exportTable({ table: 'predictions', format: 'jsonl' });
  return readFile(join(dir, name, 'exports', 'predictions.jsonl'), 'utf8');
};

describe('learnHour({ hour })', () => {
  test('is off where no account closes enough within a day, says so, and makes nothing', async () => {
    const opened = await homeWith('off');
    await opened.steps.updateScenarios({});
    expect(await opened.steps.learnHour({ hour: '2025-01-31T15' })).toEqual({
      hour: '2025-01-31T15',
      accounts: [{ account: 'main', on: false, sessions: 0, switched: null, known: true }],
      step: null,
    });
    await expect(readFile(join(dir, 'off', 'learning', 'steps.jsonl'))).rejects.toThrow('ENOENT');
    await opened.close();
  }, 60_000);

  test('fewer labels than the policy asks for: how many there are, and no model', async () => {
    const opened = await homeWith('few');
    await switchOn('few');
    const { step } = await opened.steps.learnHour({ hour: '2025-01-31T15' });
    expect(step).toMatchObject({
      ...{ of: '2025-01-31T15', as_of: '2025-01-31T20:00:00Z', state: 'insufficient' },
      ...{ samples: 6, min_samples: 20, updates: [], champion: null, shadow: null },
    });
    await opened.close();
  }, 60_000);

  test('a file that says no such thing is refused, with the path and the value', async () => {
    const opened = await homeWith('refused', { through: '2025-01-06' });
    const path = join(dir, 'refused', 'learning', 'hours.json');
    await writeFile(path, JSON.stringify({ hours: 1, accounts: { main: 'yes' } }));
    await expect(opened.steps.learnHour({ hour: '2025-01-06T15' })).rejects.toThrow(
      `${path}: accounts.main: "yes"`,
    );
    await opened.close();
  }, 60_000);

  test('hours that were missed, taken in their order, give what they would have given in their time', async () => {
    const days = sessionsBetween('2025-01-16', '2025-01-17');
    const inTime = await homeWith('in-time', { through: '2025-01-15' });
    const missed = await homeWith('missed', { through: '2025-01-15' });
    for (const name of ['in-time', 'missed']) {
      await policy(name, POLICY);
      await switchOn(name);
    }
    const models: unknown[] = [];
    const learn = async ({ steps }: OpenSteps, day: string) => {
      for (const hour of HOURS)
        models.push((await steps.learnHour({ hour: `${day}T${hour}` })).step?.updates);
    };
    for (const day of days) {
      await importThrough(inTime, 'in-time', day);
      await learn(inTime, day);
    }
    const first = models.splice(0);
    await importThrough(missed, 'missed', '2025-01-17');
    for (const day of days) await learn(missed, day);
    expect(models).toEqual(first);
    expect(first.flat().length).toBeGreaterThan(20);
    expect(clockless(await registry('missed'))).toBe(clockless(await registry('in-time')));
    expect(await predictions(missed, 'missed')).toBe(await predictions(inTime, 'in-time'));

    // The same hour again is the same model; and where nothing came, there is nothing to learn.
    const again = await missed.steps.learnHour({ hour: '2025-01-17T15' });
    expect(again.step?.updates).toEqual(first.at(-2));
    const next = await missed.steps.learnHour({ hour: '2025-01-21T10' });
    expect(next.step).toMatchObject({ state: 'nothing_new', samples: null, updates: [] });
    await inTime.close();
    await missed.close();
  }, 240_000);
});

function learningIn(store: Store) {
  const made = { ...reconcileSteps(store), ...outcomeSteps(store) };
  const bringUpToDate = upToDateFirst({ ...store, ...made });
  return learningHoursSteps(store, { bringUpToDate, clock: () => new Date(AT) });
}

/** Of a store whose database answers no more once the gate has promoted a model. */
function failingOncePromoted(store: Store): Store {
  const isPromoted = () =>
    readFileSync(store.home.modelRegistry, 'utf8').includes('deployment: blessed by the gate');
  const rows: Store['warehouse']['rows'] = async (...asked) => {
    if (isPromoted()) throw new Error('killed');
    return store.warehouse.rows(...asked);
  };
  return { ...store, warehouse: { ...store.warehouse, rows } };
}

describe('beside a deployment', () => {
  let months: string[];
  let model: string;
  let learnedBefore: LearnedStep | undefined;
  /** A home in which a model is deployed beside the base rate, on the evening of 30 April. */
  beforeAll(async () => {
    const days = { from: '2025-01-06', to: '2025-05-05', seed: 1 };
    months = await writeIntradayAccount(join(dir, 'months'), days);
    const opened = await openSteps(join(dir, 'deployed'));
    await importThrough(opened, 'deployed', '2025-04-30', months);
    await policy('deployed', EASY);
    await switchOn('deployed');
    model = await retrained(opened);
    await serveBaseRate(opened, 'deployed');
    learnedBefore = (await opened.steps.learnDay({ day: '2025-04-30' })).steps.at(-1);
    await opened.steps.advanceDeployment({ modelId: model, begin: true });
    await opened.close();
  }, 240_000);

  const look = ({ steps }: OpenSteps) =>
    steps.advanceDeployment({ modelId: model, begin: false, asked: false });
  const days = sessionsBetween('2025-05-01', '2025-05-05');

  async function life(name: string, live: (opened: OpenSteps) => Promise<void>): Promise<string[]> {
    await cp(join(dir, 'deployed'), join(dir, name), { recursive: true });
    const opened = await openSteps(join(dir, name));
    await live(opened);
    await opened.close();
    return [clockless(await deployments(name)), clockless(await registry(name))];
  }

  test('learnHour, late, gives the deployments that it would have given in its time', async () => {
    const inTime = await life('in-its-time', async (opened) => {
      for (const day of days.slice(0, 2))
        for (const hour of HOURS) {
          await importThrough(opened, 'in-its-time', `${day}T${Number(hour) + 4}:00`, months);
          await opened.steps.learnHour({ hour: `${day}T${hour}` });
          await look(opened);
        }
    });
    const late = await life('late', async (opened) => {
      await importThrough(opened, 'late', '2025-05-05', months);
      await look(opened);
      for (const day of days.slice(0, 2))
        for (const hour of HOURS) {
          await opened.steps.learnHour({ hour: `${day}T${hour}` });
          await look(opened);
        }
    });
    expect(late).toEqual(inTime);
    expect(late[0]).toMatch(/"what":"canary".*"as_of":"2025-05-0\dT\d\d:00:00Z"/);
    expect(late[0]).toMatch(/"what":"ended".*"as_of":"2025-05-0\dT\d\d:00:00Z","end":"done"/);
    expect(late[1]).toMatch(/"reason":"deployment: blessed by the gate","as_of":"2025-05-0\dT\d\d:00:00Z"/);
  }, 400_000);

  test('learnDay leaves a retrained model its shadow, though one that learned online is blessed', () => {
    expect(learnedBefore?.updates.map(({ verdict }) => verdict)).toContain('bless');
    expect(learnedBefore).toMatchObject({ shadow: model, to_deploy: null, deployments: [] });
  });

  test('learnDay deploys what it blessed on a day that was missed, though the last has nothing new', async () => {
    const [log] = await life('blessed-before', async ({ steps, ...opened }) => {
      await steps.abortDeployment({ modelId: model, reason: 'a test' });
      await importThrough({ steps, ...opened }, 'blessed-before', '2025-05-02', months);
      const report = await steps.learnDay({ day: '2025-05-05' });
      const [first, second, last] = report.steps;
      expect([first?.of, second?.of, last?.state]).toEqual(['2025-05-01', '2025-05-02', 'nothing_new']);
      expect(first).toMatchObject({ shadow: first?.to_deploy, deployments: [first?.to_deploy] });
      expect(last).toMatchObject({ to_deploy: null, deployments: [first?.to_deploy] });
      expect(await steps.openDeployments({})).toEqual({ models: [first?.to_deploy] });
    });
    expect(log).toMatch(/"what":"begun","model_id":"online_logistic-.*"as_of":"2025-05-01"/);
  }, 360_000);

  test('learnDay: what was changed as of a later day stays; what it blessed is begun once, by the next day', async () => {
    const name = 'changed-later';
    const [log] = await life(name, async (opened) => {
      const { steps } = opened;
      await steps.abortDeployment({ modelId: model, reason: 'a test' });
      const said = { model_id: model, at: AT, as_of: '2025-05-05', reason: 'a person' };
      await keepDeployment(homePaths(join(dir, name)), { what: 'approved', ...said });
      await importThrough(opened, name, '2025-05-02', months);
      const report = await steps.learnDay({ day: '2025-05-05' });
      const [, second, last] = report.steps;
      const nothing = { to_deploy: null, deployments: [] };
      expect(report.steps).toMatchObject([
        { of: '2025-05-01', state: 'learned', ...nothing },
        { of: '2025-05-02', state: 'learned', ...nothing },
        {
          of: '2025-05-05',
          state: 'nothing_new',
          to_deploy: second?.shadow,
          deployments: [model, second?.shadow],
        },
      ]);
      expect(await steps.openDeployments({})).toEqual({ models: [second?.shadow] });
      expect((await steps.learnDay({ day: '2025-05-05' })).steps).toEqual([last]);
    });
    expect(log?.match(/"what":"begun".*"as_of":"[^"]*"/g)).toEqual([
      expect.stringMatching(/"as_of":"2025-04-30"/),
      expect.stringMatching(/"online_logistic-.*"as_of":"2025-05-05"/),
    ]);
  }, 360_000);

  test('learnDay, killed after a promotion, goes on behind what it had judged, as if it had not been killed', async () => {
    const day = '2025-05-05';
    const lived = async (name: string, isKilled: boolean) => {
      const home = homePaths(join(dir, name));
      let steps: LearnedStep[] = [];
      const logs = await life(name, async (opened) => {
        await importThrough(opened, name, day, months);
        await opened.close();
        const store = await openStore(home);
        if (isKilled)
          await expect(learningIn(failingOncePromoted(store)).learnDay({ day })).rejects.toThrow('killed');
        ({ steps } = await learningIn(store).learnDay({ day }));
        await closeStore(store);
      });
      for (const path of [home.trials, home.learned]) logs.push(clockless(await readFile(path, 'utf8')));
      return { logs, steps };
    };
    const undisturbed = await lived('undisturbed', false);
    const killed = await lived('killed', true);
    expect(killed.logs).toEqual(undisturbed.logs);
    expect(killed.steps.length).toBeGreaterThan(1);
    expect(killed.steps).toEqual(undisturbed.steps.slice(-killed.steps.length));
  }, 240_000);

  test('learnDay: so do days that were missed, each as of then', async () => {
    const inTime = await life('day-by-day', async (opened) => {
      for (const day of days) {
        await importThrough(opened, 'day-by-day', day, months);
        await opened.steps.learnDay({ day });
        await look(opened);
      }
    });
    const late = await life('all-at-once', async (opened) => {
      await importThrough(opened, 'all-at-once', '2025-05-05', months);
      await look(opened);
      await opened.steps.learnDay({ day: '2025-05-05' });
      await look(opened);
    });
    expect(late).toEqual(inTime);
    expect(late[0]).toMatch(/"what":"ended".*"end":"done"/);
  }, 240_000);
});

describe('learnDay({ day })', () => {
  test('takes the days that were missed in their order, then reports; what came late is learned with it', async () => {
    const opened = await homeWith('days', { through: '2025-01-13' });
    await policy('days', POLICY);
    const first = await opened.steps.learnDay({ day: '2025-01-13' });
    expect(first.steps.map(({ of, state }) => [of, state])).toEqual([['2025-01-13', 'learned']]);
    expect(first.report).toMatchObject({
      as_of: '2025-01-13',
      scenarios: { labelled: expect.any(Number) as unknown },
    });
    await importThrough(opened, 'days', '2025-01-16');
    const later = await opened.steps.learnDay({ day: '2025-01-16' });
    expect(later.steps.map(({ of, samples }) => [of, samples])).toEqual(
      [nextSession('2025-01-13'), '2025-01-15', '2025-01-16'].map((of) => [of, 6]),
    );
    const again = await opened.steps.learnDay({ day: '2025-01-16' });
    expect(again.steps).toEqual([later.steps.at(-1)]);
    expect(again.report).toEqual(later.report);
    await opened.close();
  }, 360_000);

  test('asks for a retrain where the champion is not what it claims, or is proven worse, once', async () => {
    const opened = await homeWith('drift', { through: '2025-01-16' });
    await policy('drift', POLICY);
    const home = homePaths(join(dir, 'drift'));
    const { model_id } = await opened.steps.updateOnline({
      ...{ weighting: 'pnl', hours: 720, asOf: null, at: AT },
    });
    const bad = await flippedModel(home, model_id as string);
    await serveUnwatched(opened, 'drift', [bad, model_id as string]);
    const asked: string[] = [];
    for (const day of sessionsBetween('2025-01-17', '2025-01-31')) {
      await importThrough(opened, 'drift', day);
      const { retrain } = await opened.steps.learnDay({ day });
      asked.push(...retrain.map(({ stream }) => stream));
      // The night that follows says so.
      if (retrain.length > 0)
        expect((await opened.reads.morning({})).message).toMatch(
          /\n {2}learning: the champion is .*; it is trained anew\n/,
        );
    }
    expect(asked).toEqual(['model', 'champion']);
    await opened.close();
  }, 360_000);

  test('broken off between days that were missed, it asks for all that these ask for, once', async () => {
    const name = 'broken-off';
    const opened = await homeWith(name, { through: '2025-01-16' });
    const home = homePaths(join(dir, name));
    await policy(name, POLICY);
    await opened.steps.learnDay({ day: '2025-01-16' });
    const { model_id } = await opened.steps.updateOnline({
      ...{ weighting: 'pnl', hours: 720, asOf: null, at: AT },
    });
    const bad = await flippedModel(home, model_id as string);
    await serveUnwatched(opened, name, [bad, model_id as string]);
    await importThrough(opened, name, '2025-01-31');
    const days = async () => daysIn(await readLearned(home));
    // The policy is broken once so many days are learned.
    for (const learned of [4, 8]) {
      const refused = expect(opened.steps.learnDay({ day: '2025-01-31' })).rejects.toThrow(home.gatePolicy);
      while ((await days()).length < learned) await sleep(5);
      await writeFile(home.gatePolicy, '{');
      await refused;
      await policy(name, POLICY);
    }
    expect((await days()).length).toBeLessThan(11);
    expect((await days()).at(-1)?.missed).toBe(true);
    const { retrain, steps } = await opened.steps.learnDay({ day: '2025-01-31' });
    expect(steps.length).toBeLessThan(5);
    expect(retrain.map(({ stream }) => stream)).toEqual(['model', 'champion']);
    expect((await opened.steps.learnDay({ day: '2025-01-31' })).retrain).toEqual(retrain);
    const all = (await days()).flatMap(({ alarms }) => alarms);
    expect(all.filter(({ stream }) => stream === 'champion')).toHaveLength(1);
    expect((await opened.reads.morning({})).message).toContain('is proven worse than the base rate');
    await opened.close();
  }, 180_000);

  test('of a home with nothing in it: nothing to learn', async () => {
    const opened = await openSteps(join(dir, 'empty'));
    expect(await opened.steps.learnDay({ day: '2025-01-13' })).toMatchObject({
      steps: [{ state: 'insufficient', samples: 0 }],
      report: { verdict: 'insufficient' },
      retrain: [],
    });
    await opened.close();
  }, 60_000);
});
