import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nextSession, sessionsBetween } from '../domain/time/calendar.js';
import { homePaths } from '../store/home/home.js';
import { flippedModel } from '../test/flipped-model.js';
import { writeIntradayAccount } from '../test/intraday-account.js';
import { openSteps, type OpenSteps } from './make-steps.js';

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

/** A home with the account, through a day of it. */
async function homeWith(name: string, { through = '2025-01-31' } = {}): Promise<OpenSteps> {
  const opened = await openSteps(join(dir, name));
  await importThrough(opened, name, through);
  return opened;
}

async function importThrough({ steps }: OpenSteps, name: string, through: string): Promise<void> {
  for (const file of files) {
    const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
    const own = lines.filter((line) => dayOf(line) <= through);
    const path = join(dir, `${name}-${through}-${file.split('/').at(-1)}`);
    await writeFile(path, own.map((line) => `${line}\n`).join(''));
    await steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
  }
}

function dayOf(line: string): string {
  const { sent_at, executed_at } = JSON.parse(line) as { sent_at?: string; executed_at?: string };
  return (sent_at ?? executed_at ?? '').slice(0, 10);
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
    const clockless = (text: string) => text.replaceAll(/"at":"[^"]*"/g, '');
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
  }, 120_000);

  test('asks for a retrain where the champion is not what it claims, or is proven worse, once', async () => {
    const opened = await homeWith('drift', { through: '2025-01-16' });
    await policy('drift', POLICY);
    const home = homePaths(join(dir, 'drift'));
    const { model_id } = await opened.steps.updateOnline({
      ...{ weighting: 'pnl', hours: 720, asOf: null, at: AT },
    });
    const bad = await flippedModel(home, model_id as string);
    await opened.steps.changeModel({
      ...{ change: 'promote', id: bad, override: true, reason: 'a test', at: AT, seq: 1 },
    });
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
  }, 120_000);

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
