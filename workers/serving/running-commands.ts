import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError, type Workflow } from '@temporalio/common';
import type { Logger } from 'pino';
import { cameWith, type KeyedRequest } from '../../domain/keyed-request.js';
import type { AskedSteps } from '../../activities/steps.js';
import type { AskedStep, Commands, Run, SystemNow } from '../../api/commands.js';
import { InvalidInput, NotFound, NotRunning } from '../../domain/errors.js';
import type { DateRange } from '../../domain/time/dates.js';
import * as ids from '../../workflows/ids.js';
import type { Home } from '../../store/home/home.js';
import { isAwayNow } from '../asking/away.js';
import { systemNow } from '../asking/system-now.js';
import { workflowFor } from './asked-workflow.js';
import { keyedRuns } from './keyed-runs.js';
import { endOf, seenRuns, STATUSES, WAITING, type Answered } from './seen-runs.js';
import { startOnce } from '../asking/run-workflow.js';

/** Who starts workflows of a store, and does not wait for a server that is away. */
interface Starter extends ids.Named {
  client: Client;
  storeId: string;
}

/** The steps of a running system whose answer is waited for whole. */
export type RunningSteps = Pick<AskedSteps, 'decideCandidate' | 'changeAlgorithm' | 'changeModel'>;

/** For the server to say something. */
const ANSWER_MS = 4_000;
/** So many runs are listed beside the workers. */
const LISTED = 20;
const WAITS = 'what was said is not taken into account yet';
/** What is said one after the other is worked out together. */
const TOGETHER_MS = 1_000;
/** So many times as long as a reconciliation took the next one waits. */
const REST = 4;
/** As long as it is away the server is asked less and less often, at the least so often. */
const MOST_AWAY_MS = 60_000;
/** For a decision or a change, which may wait for a step that is under way. */
const DECIDED_MS = 20_000;

/**
 * The commands of the API, as workflows under the same ids as the CLI's and the schedules'. `unheeded` says what has to
 * be reconciled for what people said, `steps` are those of the running system. Throws NotRunning
 * where the server does not answer.
 */
export function runningCommands(
  starter: Starter,
  {
    unheeded,
    steps,
    home,
    log,
  }: { unheeded: () => Promise<DateRange | null>; steps: RunningSteps; home: Home; log: Logger },
): Commands {
  const { client, storeId, idPrefix } = starter;
  const { connection } = client;
  let restating: string | undefined;
  /** Whether something was said that the last look at what is unheeded may not have seen. */
  let isMore = false;

  const answered: Answered = async (call) => {
    try {
      return await connection.withDeadline(Date.now() + ANSWER_MS, call);
    } catch (error) {
      throw isAwayNow(error) ? notAnswering(error) : error;
    }
  };

  const { run, runs, runsSince, runOf, stepOf } = seenRuns(starter, { answered, home });
  const keys = keyedRuns(starter, answered, stands);

  async function start(asked: AskedStep, keyed?: KeyedRequest): Promise<WorkflowHandle<Workflow>> {
    const workflow = await workflowFor({ ...starter, home, log }, asked);
    if (keyed === undefined) return answered(() => startOnce(client, starter, workflow));
    const { memo = {}, runId = '', startTime: at } = await lastOf(workflow.id);
    const isSame =
      cameWith({ ...memo, at: at?.toISOString() }, keyed, Date.now()) && memo['request'] === keyed.request;
    if (isSame && (await stands({ workflowId: workflow.id, runId })))
      return client.workflow.getHandle(workflow.id, runId);
    return answered(() => startOnce(client, starter, { ...workflow, memo: { ...workflow.memo, ...keyed } }));
  }

  /** Whether a run is under way, or came to what it was asked for: what failed or was refused may be tried again. */
  async function stands({ workflowId, runId }: { workflowId: string; runId: string }): Promise<boolean> {
    const handle = client.workflow.getHandle(workflowId, runId);
    const { status } = await answered(() => handle.describe());
    if (STATUSES[status.name] !== 'completed') return STATUSES[status.name] === 'running';
    if (stepOf(workflowId) !== 'import') return true;
    const { result } = await answered(() => endOf(handle));
    return !(result as { refused?: Run['failure'] } | null)?.refused;
  }

  /** The last run under an id; nothing where there is none. */
  async function lastOf(id: string): Promise<Partial<WorkflowExecutionDescription>> {
    try {
      return await answered(() => client.workflow.getHandle(id).describe());
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return {};
      throw error;
    }
  }

  async function restate(): Promise<string | null> {
    isMore = true;
    if (restating !== undefined) return restating;
    const range = await lookAgain().catch((error: unknown) => {
      log.info(error, WAITS);
      return null;
    });
    if (range === null) return null;
    void goOn(range).catch((error: unknown) => log.info(error, WAITS));
    return idOf(range);
  }

  /** A run that was under way before something was said does not know of it. */
  async function goOn(first: DateRange): Promise<void> {
    let away = TOGETHER_MS;
    try {
      for (let range: DateRange | null = first; range !== null;) {
        restating = idOf(range);
        const began = performance.now();
        const isDone = await reconciled(range);
        away = isDone ? TOGETHER_MS : Math.min(2 * away, MOST_AWAY_MS);
        if (isDone) range = await lookAgain();
        // As long as somebody goes on saying things, most of the time is for their answers.
        const rest = isDone ? Math.max(TOGETHER_MS, REST * (performance.now() - began)) : away;
        if (range !== null) await sleep(rest, undefined, { ref: false });
      }
    } finally {
      // At once: what is said a moment later begins anew.
      restating = undefined;
    }
  }

  /** False where the server was away: what failed for another reason is thrown. */
  async function reconciled(range: DateRange): Promise<boolean> {
    try {
      const handle = await start({ step: 'reconcile', input: range });
      await handle.result();
      return true;
    } catch (error) {
      if (!(error instanceof NotRunning) && !isAwayNow(error)) throw error;
      log.info(error, WAITS);
      return false;
    }
  }

  /** What is unheeded once all that was said meanwhile was looked at; null for nothing. */
  async function lookAgain(): Promise<DateRange | null> {
    let range: DateRange | null = null;
    do {
      isMore = false;
      range = await unheeded();
    } while (range === null && isMore);
    return range;
  }

  function idOf(range: DateRange): string {
    return ids.withoutStore(storeId, ids.stepId(starter, 'reconcile', range));
  }

  /** As `tradeloop status` says it. */
  async function system(): Promise<SystemNow> {
    const { failed, ...now } = await systemNow({ ...starter, home });
    if (!now.server_answers) return { ...now, running: [], failed: [] };
    const all = { status: 'running', step: undefined, limit: LISTED, after: null } as const;
    const ended = failed.map((workflowId) => run(ids.withoutStore(storeId, workflowId)));
    return {
      ...now,
      running: (await runs(all)).runs.filter(({ step, attempts }) => !WAITING.has(step) || attempts > 1),
      failed: (await Promise.all(ended)).filter((one) => one !== undefined),
    };
  }

  return {
    runs,
    runsSince,
    runWith: (keyed, how) => keys.find(keyed, how),
    async ask(asked, waitMs, keyed) {
      const handle = await start(asked, keyed);
      if (waitMs > 0)
        await connection
          .withAbortSignal(AbortSignal.timeout(waitMs), () => handle.result())
          .catch(() => undefined);
      return runOf(handle, await answered(() => handle.describe()));
    },
    restate,
    run,
    system,
    decide: (request) => inTime(steps.decideCandidate(request)),
    async changeAlgorithm(change) {
      const report = await inTime(steps.changeAlgorithm(change));
      const run_id = ids.withoutStore(storeId, ids.stepId(starter, 'algorithm', change));
      return { ...report, run_id };
    },
    changeModel: (change) => inTime(steps.changeModel(change)),
    async cancel(run_id) {
      const found = await run(run_id);
      if (found === undefined) throw new NotFound('no run of this id');
      if (found.status !== 'running') throw new InvalidInput(`${run_id} is over: ${found.status}`);
      await answered(() => client.workflow.getHandle(`${idPrefix}${run_id}`).cancel());
    },
  };
}

/** What it comes to; what takes too long goes on. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  try {
    return await Promise.race([work, tookTooLong()]);
  } catch (error) {
    throw isAwayNow(error) ? notAnswering(error) : error;
  }
}

function notAnswering(cause: unknown): NotRunning {
  return new NotRunning('the workflow server does not answer: ask again in a while', { cause });
}

async function tookTooLong(): Promise<never> {
  await sleep(DECIDED_MS, undefined, { ref: false });
  throw new NotRunning('it is not done yet, and goes on: look again in a while');
}
