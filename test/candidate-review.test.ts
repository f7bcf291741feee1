import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DecideReport } from '../activities/steps.js';
import type { CandidateRow } from '../domain/candidates/candidate-row.js';
import type { ReviewState } from '../domain/registry/review-state.js';
import { homePaths } from '../store/home/home.js';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import * as ids from '../workflows/ids.js';
import { published } from './candidate-row.js';
import { REVIEW, saveHistories } from './saved-histories.js';
import {
  exportHashes,
  makeHome,
  removeHome,
  runFile,
  SERVER_TEST_MS,
  tradeloop,
  until,
  up,
} from './system.js';

/** One for each way that a review may go, each with a parameter of its own. */
const PATCHES: Record<string, [path: string, to: number]> = {
  implement0: ['strikeSteps', 1],
  deferred00: ['minimumBuyBack', 0.05],
  rejected00: ['quantityShare', 0.5],
  costly0000: ['roll.strikeSteps', 1],
  locally000: ['quiet.beforeEarningsSessions', 2],
  untouched0: ['profitTarget', 0.7],
  longwaited: ['roll.daysLeft', 2],
};
/** What the parameters have in v3.3, where they have any. */
const FROM: Record<string, number> = { profitTarget: 0.8, 'roll.daysLeft': 1 };
const SAID = ['--by', 'ann', '--at', '2025-03-08T17:00:00Z'];

let home: string;
let system: RunningSystem;

function row(candidate_id: string, [path, to]: [string, number]): Partial<CandidateRow> {
  const from = FROM[path] ?? null;
  return {
    candidate_id,
    patch: JSON.stringify({ base: 'v3.3', changes: [{ path, from, to }] }),
    first_seen: candidate_id === 'longwaited' ? '2024-W40' : '2025-W09',
    flags: candidate_id.startsWith('costly') ? ['costly'] : [],
  };
}

beforeAll(async () => {
  home = await makeHome();
  const bars = join(home, 'bars.jsonl');
  const prices = { open: 9, high: 9, low: 9, close: 9 };
  await writeFile(bars, `${JSON.stringify({ symbol: 'F', interval: '1d', ts: '2025-03-07', ...prices })}\n`);
  await ask('import', bars, '--local');
  const facts = Object.entries(PATCHES).map(
    ([id, patch]) => `${JSON.stringify(published(row(id, patch)))}\n`,
  );
  await appendFile(homePaths(home).journal, facts.join(''));
  await ask('candidates', 'decide', 'locally000', 'implement', ...SAID, '--local');
  await up(home);
  system = await connectRunning(home);
}, SERVER_TEST_MS);

afterAll(async () => {
  await system.close();
  await tradeloop(home, 'down');
  await removeHome(home);
}, 60_000);

/** The document of a command, which must not fail. */
async function ask<T>(...command: string[]): Promise<T> {
  const { status, stdout } = await tradeloop(home, ...command, '--json');
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stdout}`);
  return JSON.parse(stdout) as T;
}

/** The name of the error that a command ends with. */
async function refusal(...command: string[]): Promise<string> {
  const { stdout } = await tradeloop(home, ...command, '--json');
  return (JSON.parse(stdout) as { error: { name: string } }).error.name;
}

const decide = (id: string, ...said: string[]) =>
  ask<DecideReport>('candidates', 'decide', id, ...said, ...SAID);
const handleOf = (id: string) => system.client.workflow.getHandle(ids.reviewId(system, id));
const stateOf = (id: string) => handleOf(id).query<ReviewState | null>('state');
const isRunning = async (id: string) => (await handleOf(id).describe()).status.name === 'RUNNING';

async function decisions(): Promise<number> {
  const lines = (await readFile(homePaths(home).journal, 'utf8')).split('\n');
  return lines.filter((line) => line.startsWith('{"fact":"candidate_decided"')).length;
}

describe('candidateReview', () => {
  test('runs of each candidate that waits or is watched once the system is up', async () => {
    for (const id of Object.keys(PATCHES))
      await until(async () => {
        const state = await stateOf(id).catch(() => null);
        return state !== null;
      });
    expect(await stateOf('untouched0')).toMatchObject({ status: 'open', revision: 1, stale: null });
    expect(await stateOf('locally000')).toMatchObject({ status: 'implemented', watching: 'v3.4' });
  }, 60_000);

  test('implement: the version, and the review goes on until the watch has ended', async () => {
    const first = await decide('implement0', 'implement');
    expect(first).toMatchObject({ version: 'v3.5', repeated: false, candidate: { status: 'implemented' } });
    const before = await decisions();
    expect(await decide('implement0', 'implement')).toEqual({ ...first, repeated: true });
    expect(await decisions()).toBe(before);
    expect(await refusal('candidates', 'decide', 'implement0', 'reject', '--reason', 'no', ...SAID)).toBe(
      'Conflict',
    );
    expect(await stateOf('implement0')).toMatchObject({ watching: 'v3.5' });
    expect(await ask('candidates', 'show', 'implement0')).toMatchObject({
      ...{ workflow_id: 'candidate:implement0', workflow_state: 'running' },
    });
    expect(await isRunning('implement0')).toBe(true);
  }, 60_000);

  test('of a candidate for which something is due asks for the step of the last week, once', async () => {
    const asked = async () =>
      ((await handleOf('longwaited').fetchHistory()).events ?? []).filter(
        ({ activityTaskScheduledEventAttributes: scheduled }) =>
          scheduled?.activityType?.name === 'aggregateWeek',
      ).length;
    await until(async () => (await asked()) > 0);
    await handleOf('longwaited').executeUpdate('refresh');
    expect([await asked(), await isRunning('longwaited')]).toEqual([1, true]);
  }, 60_000);

  test('two requests at once are one decision', async () => {
    const before = await decisions();
    const both = await Promise.all([1, 2].map(() => decide('rejected00', 'reject', '--reason', 'not mine')));
    expect(both.map(({ decision }) => decision.decision_id)).toEqual([
      both[0]?.decision.decision_id,
      both[0]?.decision.decision_id,
    ]);
    expect(await decisions()).toBe(before + 1);
    await until(async () => !(await isRunning('rejected00')));
    expect(await refusal('candidates', 'decide', 'rejected00', 'implement', ...SAID)).toBe('Conflict');
    expect(await decide('rejected00', 'reject', '--reason', 'not mine')).toMatchObject({ repeated: true });
  }, 60_000);

  test('defer, then implement', async () => {
    expect(
      await refusal('candidates', 'decide', 'deferred00', 'defer', '--until', '2025-03-08', ...SAID),
    ).toBe('InvalidInput');
    await decide('deferred00', 'defer', '--until', '2025-04-01');
    expect(await stateOf('deferred00')).toMatchObject({ status: 'deferred' });
    expect(await decide('deferred00', 'implement')).toMatchObject({ version: 'v3.6' });
  }, 60_000);

  test('refuses by its validator, without a trace, what cannot be', async () => {
    const before = await decisions();
    expect(await refusal('candidates', 'decide', 'costly0000', 'implement', ...SAID)).toBe('CostNotAccepted');
    expect(
      await refusal(
        'candidates',
        'decide',
        'costly0000',
        'implement',
        '--accept-cost',
        '--revision',
        '7',
        ...SAID,
      ),
    ).toBe('Stale');
    const { events } = await handleOf('costly0000').fetchHistory();
    const names = (events ?? []).flatMap(
      ({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) =>
        accepted?.acceptedRequest?.input?.name ?? [],
    );
    expect([...new Set(names)]).toEqual(['refresh']);
    expect(await decisions()).toBe(before);
  }, 60_000);

  test('of a version that is rolled back ends, and that of one that stays goes on', async () => {
    await ask('algorithm', 'rollback', 'v3.5', ...SAID);
    await until(async () => !(await isRunning('deferred00')));
    expect(await stateOf('deferred00')).toMatchObject({ status: 'implemented', watching: null });
    expect(await isRunning('implement0')).toBe(true);
  }, 60_000);

  test('of a version that is kept ends', async () => {
    expect(await ask('algorithm', 'keep', 'v3.5', ...SAID)).toMatchObject({ change: { outcome: 'kept' } });
    await until(async () => !(await isRunning('implement0')));
  }, 60_000);

  test('a data process that is killed while a decision is made: it is there once', async () => {
    const before = await decisions();
    const data = (await runFile(home)).data?.pid ?? 0;
    process.kill(data, 'SIGSTOP');
    const made = decide('costly0000', 'implement', '--accept-cost');
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.kill(data, 'SIGKILL');
    expect(await made).toMatchObject({ version: 'v3.7' });
    expect(await decisions()).toBe(before + 1);
  }, 120_000);
});

describe('up', () => {
  async function restarted(meanwhile: () => Promise<unknown>): Promise<void> {
    await system.close();
    await tradeloop(home, 'down');
    await meanwhile();
    await up(home);
    system = await connectRunning(home);
  }

  test('takes up what was done without it: the review of a candidate that expired ends', async () => {
    const expired = {
      ...row('untouched0', PATCHES['untouched0'] as [string, number]),
      revision: 2,
      status: 'expired',
    };
    await restarted(() =>
      appendFile(homePaths(home).journal, `${JSON.stringify(published(expired as Partial<CandidateRow>))}\n`),
    );
    await until(async () => !(await isRunning('untouched0')));
    expect(await stateOf('untouched0')).toMatchObject({ status: 'expired', revision: 2 });
    if (process.env['RECORD_HISTORIES'] === '1') await saveHistories(system, home, (type) => type === REVIEW);
  }, 120_000);

  test('on a server whose state was lost begins the reviews again, and decides as before', async () => {
    const before = await exportHashes(home);
    await restarted(async () => {
      for (const end of ['', '-shm', '-wal'])
        await rm(`${homePaths(home).temporalDb}${end}`, { force: true });
    });
    await until(async () => (await stateOf('costly0000').catch(() => null)) !== null);
    expect(await stateOf('costly0000')).toMatchObject({ watching: 'v3.7' });
    expect(await decide('implement0', 'implement')).toMatchObject({ version: 'v3.5', repeated: true });
    await ask('rebuild');
    expect(await exportHashes(home)).toEqual(before);
  }, 180_000);
});
