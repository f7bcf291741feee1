import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { RunningSystem } from '../workers/asking/client.js';

/** What a test broke off on purpose shows nothing. */
const CLOSED = 'ExecutionStatus IN ("Completed", "ContinuedAsNew", "Failed")';
const FOLDER = join(import.meta.dirname, 'histories');
/**
 * Never recorded again: runs as version 0.1.0 started them, and, in `kept`, of shapes that a later program has changed,
 * or that no run of the tests has; the latter are put together of events of others.
 */
const KEPT = ['0.1.0', 'kept'];
/** Their histories are recorded by tests of their own. */
export const [REVIEW, RETRAIN, DEPLOYMENT] = ['candidateReview', 'fullRetrain', 'modelDeployment'] as const;
export const FRONTIER = 'tasteFrontier';
/** By the clock of the exchange. */
export const LEARNING: ReadonlySet<string> = new Set(['hourlyLearning', 'endOfDay', 'morningPrep']);
/** Of a system that has a way over the network. */
const MESSAGES = ['sendMessage', 'reply'];
export const APART: ReadonlySet<string> = new Set([
  ...[REVIEW, RETRAIN, DEPLOYMENT, FRONTIER],
  ...[...LEARNING, ...MESSAGES],
]);

export interface SavedHistory {
  /** The workflow's type and a number. */
  name: string;
  history: object;
}

/** The runs that are kept, then those that are recorded again. */
export async function savedHistories(): Promise<SavedHistory[]> {
  return (await Promise.all([...KEPT, ''].map(historiesIn))).flat();
}

async function historiesIn(part: string): Promise<SavedHistory[]> {
  const folder = join(FOLDER, part);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: join(part, file.replace('.json', '')),
      history: JSON.parse(await readFile(join(folder, file), 'utf8')) as object,
    })),
  );
}

/**
 * Saves the histories of the runs of some types that have closed, those with the same sequence of events once. `home`
 * and the machine's name are taken out of them.
 */
export async function saveHistories(
  { client }: RunningSystem,
  home: string,
  isOne: (type: string) => boolean,
): Promise<void> {
  const runs: WorkflowExecutionInfo[] = [];
  for await (const run of client.workflow.list({ query: CLOSED })) if (isOne(run.type)) runs.push(run);
  const seen = new Map<string, Set<string>>();
  const before = (await historiesIn('')).filter(({ name }) => isOne(name.split('-')[0] ?? ''));
  await Promise.all(before.map(({ name }) => rm(join(FOLDER, `${name}.json`))));
  for (const { workflowId, runId, type } of runs.toReversed()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const shape = (history.events ?? []).map(({ eventType }) => eventType).join();
    const shapes = seen.get(type) ?? new Set();
    seen.set(type, shapes.add(shape));
    const path = join(FOLDER, `${type}-${shapes.size}.json`);
    if ((await readdir(FOLDER)).includes(`${type}-${shapes.size}.json`)) continue;
    await writeFile(path, scrub(historyToJSON(history), home));
  }
}

/** Saves the history of one run, under its workflow's type and what it is an example of. */
export async function saveHistory(
  { client }: RunningSystem,
  home: string,
  { name, workflowId, runId }: { name: string; workflowId: string; runId?: string },
): Promise<void> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  await writeFile(join(FOLDER, `${name}.json`), scrub(historyToJSON(history), home));
}

/** Payloads are base64 in the JSON of a history. */
function scrub(json: string, home: string): string {
  const history = JSON.parse(json.replaceAll(hostname(), 'machine'), (key, value: unknown) => {
    if (key === 'stackTrace') return '';
    if (key !== 'data' || typeof value !== 'string') return value;
    const text = Buffer.from(value, 'base64').toString('utf8').replaceAll(home, '/home/trader');
    return Buffer.from(text).toString('base64');
  }) as object;
  return `${JSON.stringify(history)}\n`;
}
