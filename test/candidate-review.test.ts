import { spawn } from 'node:child_process';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DecideInput, DecideReport } from '../activities/algorithm-reports.js';
import type { CandidateRow } from '../domain/candidates/candidate-row.js';
import { decisionId } from '../domain/registry/decision.js';
import type { ReviewState } from '../domain/registry/review-state.js';
import { homePaths } from '../store/home/home.js';
import { connectRunning, type RunningSystem } from '../workers/asking/client.js';
import * as ids from '../workflows/ids.js';
import { published } from './candidate-row.js';
import { REVIEW, savedHistories, saveHistory } from './saved-histories.js';
import {
  BIN,
  exportHashes,
  makeHome,
  pidOf,
  removeHome,
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
  goneback00: ['roll.testedWithin', 0.05],
  refused000: ['strikeDistance', 0.06],
  killdata00: ['minimumPremium', 0.15],
  killserver: ['roll.minimumNetCredit', 0.1],
  killworker: ['dte.max', 21],
  killup0000: ['bySymbol.F.strikeSteps', 1],
  killclient: ['bySymbol.F.quantityShare', 0.5],
};
/** What the parameters have in v3.3, where they have any. */
const FROM: Record<string, number> = {
  ...{ profitTarget: 0.8, 'roll.daysLeft': 1, 'roll.testedWithin': 0.01, strikeDistance: 0.05 },
  ...{ minimumPremium: 0.1, 'roll.minimumNetCredit': 0.05, 'dte.max': 14 },
};
const SAID = ['--by', 'ann', '--at', '2025-03-08T17:00:00Z'];

let home: string;
let system: RunningSystem;
/** The run in which a decision was refused. */
let refusedRun = '';

function row(candidate_id: string, [path, to]: [string, number]): Partial<CandidateRow> {
  const from = FROM[path] ?? null;
  return {
    candidate_id,
    patch: JSON.stringify({ base: 'v3.3', changes: [{ path, from, to }] }),
    as_of: candidate_id === 'longwaited' ? '2024-W40' : '2025-W09',
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

/** Asks for a decision of a review; returns once it was accepted, whether or not it is made. */
function asked(id: string, more: Partial<DecideInput> = {}) {
  const input: DecideInput = {
    ...{ id, decision: 'implement', revision: null, until: null, reason: null, acceptCost: false },
    ...{ effective: null, watchWeeks: 6, onBreach: 'revert', weeklyLossLimit: null },
    ...{ at: '2025-03-08T17:00:00Z', isAtGiven: true, by: 'ann', ...more },
  };
  const updateId = decisionId(id, input, undefined);
  return handleOf(id).startUpdate<DecideReport, [DecideInput]>('decide', {
    ...{ args: [input], updateId, waitForStage: 'ACCEPTED' },
  });
}

async function decideEvents(id: string): Promise<number> {
  const { events } = await handleOf(id).fetchHistory();
  return (events ?? []).filter(
    ({ activityTaskScheduledEventAttributes: scheduled }) =>
      scheduled?.activityType?.name === 'decideCandidate',
  ).length;
}

/** The versions that a candidate's decisions made. */
async function versionsOf(id: string): Promise<string[]> {
  const { versions } = await ask<{ versions: { version: string; candidate_id: string | null }[] }>(
    ...['algorithm', 'list'],
  );
  return versions.filter(({ candidate_id }) => candidate_id === id).map(({ version }) => version);
}

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

  test('refused once it was accepted, as by what is in force on a day: goes on in a further run, once the others are answered', async () => {
    const [before, { runId }] = [await decisions(), await handleOf('refused000').describe()];
    const data = await pidOf(home, 'data');
    process.kill(data, 'SIGSTOP');
    const bad = await asked('refused000', { effective: '2025-03-03' });
    const deferred = await asked('refused000', { decision: 'defer', until: '2025-04-01' });
    process.kill(data, 'SIGCONT');
    await expect(bad.result()).rejects.toThrow();
    expect(await deferred.result()).toMatchObject({ candidate: { status: 'deferred' }, repeated: false });
    await until(async () => (await handleOf('refused000').describe()).runId !== runId);
    expect(await decide('refused000', 'implement')).toMatchObject({ repeated: false });
    expect(await decisions()).toBe(before + 2);
    refusedRun = runId;
    const first = system.client.workflow.getHandle(ids.reviewId(system, 'refused000'), runId);
    expect((await first.describe()).status.name).toBe('CONTINUED_AS_NEW');
  }, 120_000);

  test('a refused decision may be made once it is right, and rolled back while it is watched', async () => {
    const before = await decisions();
    const said = ['goneback00', 'implement'] as const;
    expect(await refusal('candidates', 'decide', ...said, '--effective', '2025-03-03', ...SAID)).toBe(
      'InvalidInput',
    );
    expect(await decisions()).toBe(before);
    expect(await decide(...said)).toMatchObject({ repeated: false });
    expect(await decisions()).toBe(before + 1);
    await ask('algorithm', 'rollback', ...SAID);
    await until(async () => !(await isRunning('goneback00')));
    expect(await stateOf('goneback00')).toMatchObject({ status: 'implemented', watching: null });
  }, 60_000);

  test.each([
    ['killdata00', 'data'],
    ['killserver', 'server'],
    ['killworker', 'control'],
  ] as const)(
    '%s: killed while a decision is made, which is there once',
    async (id, name) => {
      const before = await decisions();
      const [killed, data] = [await pidOf(home, name), await pidOf(home, 'data')];
      process.kill(data, 'SIGSTOP');
      const made = await asked(id);
      process.kill(killed, 'SIGKILL');
      if (name !== 'data') process.kill(data, 'SIGCONT');
      const result = made.result().catch(() => null);
      // The same report, or one that says that it was made before.
      const { version } = await decide(id, 'implement');
      expect(version).toMatch(/^v3\.\d+$/);
      expect(await decisions()).toBe(before + 1);
      expect([null, version]).toContain((await result)?.version ?? null);
      expect(await versionsOf(id)).toEqual([version]);
    },
    180_000,
  );

  test('a command that is killed while its decision is made: the same again, and it is there once', async () => {
    const before = await decisions();
    const command = [BIN, 'candidates', 'decide', 'killclient', 'implement', ...SAID, '--home', home];
    const client = spawn(process.execPath, command, { stdio: 'ignore' });
    await until(async () => (await decideEvents('killclient')) > 0);
    client.kill('SIGKILL');
    expect(await decide('killclient', 'implement')).toMatchObject({ repeated: true });
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
  }, 120_000);

  /** What the saved histories are examples of: what was decided and what came of it, by candidate. */
  const EXAMPLES: Record<string, { id: string; isFirstRun?: boolean }> = {
    implement: { id: 'killworker' },
    'implement-keep': { id: 'implement0' },
    'implement-rollback': { id: 'goneback00' },
    'defer-implement-rollback': { id: 'deferred00' },
    reject: { id: 'rejected00' },
    expire: { id: 'untouched0' },
    'refused-defer-continued': { id: 'refused000', isFirstRun: true },
    'step-asked-for': { id: 'longwaited' },
  };

  test.each(Object.entries(EXAMPLES))(
    'leaves a history of %s that is saved',
    async (what, { id, isFirstRun }) => {
      const name = `${REVIEW}-${what}`;
      const workflowId = ids.reviewId(system, id);
      if (process.env['RECORD_HISTORIES'] === '1')
        await saveHistory(system, home, { name, workflowId, ...(isFirstRun && { runId: refusedRun }) });
      expect((await savedHistories()).map((one) => one.name)).toContain(name);
    },
  );

  test('on a server whose state was lost begins the reviews again, and decides as before', async () => {
    const before = await exportHashes(home);
    await restarted(async () => {
      for (const end of ['', '-shm', '-wal'])
        await rm(`${homePaths(home).temporalDb}${end}`, { force: true });
    });
    await until(async () => (await stateOf('killserver').catch(() => null)) !== null);
    expect(await stateOf('killserver')).toMatchObject({ watching: expect.stringMatching(/^v3/) as unknown });
    expect(await decide('implement0', 'implement')).toMatchObject({ version: 'v3.5', repeated: true });
    await ask('rebuild');
    expect(await exportHashes(home)).toEqual(before);
  }, 180_000);
});
