import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/common';
import type { Commands } from '../../api/commands.js';
import { NotRunning } from '../../domain/errors.js';
import { homePaths } from '../../store/home/home.js';
import { importsUnderWay } from '../asking/imports-under-way.js';
import type { Starter } from '../asking/run-workflow.js';
import { runningCommands } from './running-commands.js';

interface FakeRun {
  workflowId: string;
  runId: string;
  memo: Record<string, unknown>;
  startTime: Date;
  status: { name: string };
  result: unknown;
}

type Handed = Parameters<typeof runningCommands>[1];

/** A workflow server that keeps what was started, and runs nothing. */
function fakeServer(
  steps = {} as Handed['steps'],
  unheeded: Handed['unheeded'] = () => Promise.resolve(null),
): {
  starter: Starter;
  commands: Commands;
  runs: FakeRun[];
  /** The ids that were asked about, in turn. */
  described: string[];
} {
  const [runs, described]: [FakeRun[], string[]] = [[], []];
  const found = (id: string, runId?: string) => {
    const run = runs.findLast((one) => one.workflowId === id && (runId ?? one.runId) === one.runId);
    if (run === undefined) throw new WorkflowNotFoundError('none', id, undefined);
    return run;
  };
  const getHandle = (workflowId: string, runId?: string) => ({
    workflowId,
    describe: async () => {
      described.push(workflowId);
      return Promise.resolve({ ...found(workflowId, runId), raw: {} });
    },
    result: async () => Promise.resolve(found(workflowId, runId).result),
  });
  const start = (_: string, given: { workflowId: string; memo: Record<string, unknown> }) => {
    const { workflowId, memo } = given;
    const isUnderWay = runs.some((run) => run.workflowId === workflowId && run.status.name === 'RUNNING');
    if (!isUnderWay)
      runs.push({
        ...{ workflowId, memo, runId: String(runs.length), startTime: new Date() },
        ...{ status: { name: 'RUNNING' }, result: null },
      });
    return Promise.resolve(getHandle(workflowId));
  };
  const connection = { withDeadline: <T>(_: number, call: () => Promise<T>) => call() };
  const list = () =>
    (async function* () {
      yield* await Promise.resolve([...runs].reverse());
    })();
  const listWorkflowExecutions = ({
    pageSize,
    nextPageToken,
  }: {
    pageSize: number;
    nextPageToken: Uint8Array;
  }) => {
    const from = Number(Buffer.from(nextPageToken).toString() || 0);
    const executions = runs.slice(from, from + pageSize).map((execution) => ({ execution }));
    const token = Buffer.from(from + pageSize < runs.length ? String(from + pageSize) : '');
    return Promise.resolve({ executions, nextPageToken: token });
  };
  const client = {
    ...{ connection, workflow: { start, getHandle, list }, workflowService: { listWorkflowExecutions } },
    options: { namespace: 'default' },
  } as unknown as Client;
  const home = homePaths(mkdtempSync(join(tmpdir(), 'commands-')));
  const starter = {
    client,
    home,
    storeId: 'any',
    idPrefix: '',
    closed: new AbortController().signal,
  };
  const log = { info: () => undefined } as unknown as Handed['log'];
  return { starter, runs, described, commands: runningCommands(starter, { unheeded, steps, home, log }) };
}

const KEYED = { idempotency_key: 'k', request: 'a.1' };
const SHA256 = 'a'.repeat(64);
const FILE = {
  step: 'import',
  input: { sha256: SHA256, givenPath: 'a.csv', account: null, coveredThrough: null },
} as const;

test('ask(import) with a key: its file is known to be under way, and so is not swept', async () => {
  const { commands, starter, runs } = fakeServer();
  await commands.ask(FILE, 0, KEYED);
  expect(runs).toMatchObject([{ memo: { hashes: [SHA256], ...KEYED } }]);
  for (const run of runs) run.workflowId = 'any';
  expect(await importsUnderWay(starter)).toEqual(new Set([SHA256]));
});

test('a server that has too much to do to find its namespace is not running, whatever is asked', async () => {
  const lost = () => Promise.reject(new NamespaceNotFoundError('default'));
  const { commands, starter } = fakeServer({
    changeAlgorithm: lost,
    changeModel: lost,
    decideCandidate: lost,
  });
  starter.client.workflow.start = lost;
  for (const asked of [
    () => commands.ask({ step: 'outcomes', input: {} }, 0),
    () => commands.changeAlgorithm({} as never),
    () => commands.changeModel({} as never),
    () => commands.decide({} as never),
  ])
    await expect(asked()).rejects.toThrow(NotRunning);
  starter.client.workflow.list = () => {
    throw new NamespaceNotFoundError('default');
  };
  Object.assign(starter.client, { schedule: { getHandle: () => ({ describe: lost }) } });
  expect(await commands.system()).toMatchObject({ server_answers: false, failed: [] });
  const details = 'Namespace default is not found.';
  const error = Object.assign(new Error(`5 NOT_FOUND: ${details}`), { code: 5, details, metadata: {} });
  Object.assign(starter.client.workflowService, { listWorkflowExecutions: () => Promise.reject(error) });
  const all = { status: undefined, step: undefined, limit: 5, after: null } as const;
  await expect(commands.runs(all)).rejects.toThrow(NotRunning);
});

const OUTCOMES = { step: 'outcomes', input: {} } as const;

test.each([
  ['failed', OUTCOMES, 'FAILED', null],
  ['was cancelled', OUTCOMES, 'CANCELLED', null],
  ['was refused', FILE, 'COMPLETED', { refused: { name: 'FileRefused', message: 'no' } }],
])('ask(step) with the key of a run that %s begins another', async (_, asked, name, result) => {
  const { commands, runs } = fakeServer();
  await commands.ask(asked, 0, KEYED);
  await commands.ask(asked, 0, KEYED);
  expect(runs).toHaveLength(1);
  Object.assign(runs[0] as FakeRun, { status: { name }, result });
  expect(await commands.runWith(KEYED, { isWaitedFor: true })).toBeUndefined();
  const again = await commands.ask(asked, 0, KEYED);
  expect([runs.length, again.status]).toEqual([2, 'running']);
});

test('ask(step) with the key of a run that is done gives that run', async () => {
  const { commands, runs } = fakeServer();
  await commands.ask(OUTCOMES, 0, KEYED);
  Object.assign(runs[0] as FakeRun, { status: { name: 'COMPLETED' }, result: { pending: 0 } });
  expect(await commands.runWith(KEYED, { isWaitedFor: true })).toMatchObject(KEYED);
  expect(await commands.ask(OUTCOMES, 0, KEYED)).toMatchObject({ status: 'completed' });
  expect(runs).toHaveLength(1);
});

test.each([
  ['a day ago', { startTime: new Date(Date.now() - 24 * 3_600_000) }],
  ['for another request', { memo: { ...KEYED, request: 'a.2' } }],
])('ask(step) with the key of a run that came %s begins another', async (_, before) => {
  const { commands, runs } = fakeServer();
  await commands.ask(OUTCOMES, 0, KEYED);
  Object.assign(runs[0] as FakeRun, { status: { name: 'COMPLETED' } }, before);
  await commands.ask(OUTCOMES, 0, KEYED);
  expect(runs).toHaveLength(2);
});

test('restate() goes on asking a server that is away', async () => {
  const range = { from: '2025-01-06', to: '2025-01-10' };
  let looked = 0;
  const { commands, starter, runs } = fakeServer(undefined, () =>
    Promise.resolve(looked++ === 0 ? range : null),
  );
  const start = starter.client.workflow.start.bind(starter.client.workflow);
  let asked = 0;
  starter.client.workflow.start = ((...given: Parameters<typeof start>) =>
    asked++ === 0 ? Promise.reject(new NamespaceNotFoundError('default')) : start(...given)) as typeof start;
  expect(await commands.restate()).toContain('reconcile:');
  while (runs.length === 0) await sleep(20);
  expect(asked).toBe(2);
});

test('restate() takes into account what is said while it is looked for the last time', async () => {
  const range = { from: '2026-01-05', to: '2026-01-09' };
  const looks: ((found: typeof range | null) => void)[] = [];
  const { commands, runs } = fakeServer(undefined, () => new Promise((resolve) => looks.push(resolve)));
  const untilLooked = async (times: number) => {
    while (looks.length < times) await new Promise(setImmediate);
  };
  const first = commands.restate();
  looks[0]?.(range);
  const run_id = await first;
  expect(run_id).toContain('reconcile:');
  await untilLooked(2);
  // The last look has begun, and does not see what is said now.
  expect(await commands.restate()).toBe(run_id);
  Object.assign(runs[0] as FakeRun, { status: { name: 'COMPLETED' } });
  looks[1]?.(null);
  await untilLooked(3);
  looks[2]?.(range);
  await untilLooked(4);
  expect(runs).toHaveLength(2);
  looks[3]?.(null);
});

/** Imports that are over, each second one of which was refused. */
const IMPORTS = Array.from({ length: 6 }, (_, at): FakeRun => ({
  ...{ workflowId: `import:${at}`, runId: `run-${at}`, memo: {}, startTime: new Date() },
  status: { name: 'COMPLETED' },
  result: at % 2 === 0 ? { report: {} } : { refused: { name: 'FileRefused', message: 'no' } },
}));

test('runs({status, limit}) fills its page as long as there are any', async () => {
  const { commands, runs } = fakeServer();
  runs.push(...IMPORTS);
  const asked = { status: 'failed', step: 'import', limit: 2 } as const;
  const first = await commands.runs({ ...asked, after: null });
  expect(first.runs.map(({ run_id }) => run_id)).toEqual(['import:1', 'import:3']);
  const second = await commands.runs({ ...asked, after: first.next });
  expect([second.runs.map(({ run_id }) => run_id), second.next]).toEqual([['import:5'], null]);
});

test('runsSince(at) asks about a run that is over once', async () => {
  const { commands, runs, described } = fakeServer();
  runs.push(...IMPORTS.slice(0, 2).map((run) => ({ ...run })));
  Object.assign(runs[0] as FakeRun, { status: { name: 'RUNNING' } });
  const looks = [await commands.runsSince(''), await commands.runsSince('')];
  expect(looks[1]).toEqual(looks[0]);
  expect(described.toSorted()).toEqual(['import:0', 'import:0', 'import:1']);
});
