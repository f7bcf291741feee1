import type { Client } from '@temporalio/client';
import type { Home } from '../../store/home/home.js';
import type { Named } from '../../workflows/ids.js';
import { refusedFiles } from '../inbox.js';
import { readRunFile, type RunFile } from '../running/run-file.js';
import { isAwayNow } from './away.js';
import { sevenDaysAgo } from './lately.js';
import { listSchedules } from './schedules.js';
import { failedSince, workersNow, workersWithoutServer, type WorkerStatus } from './status.js';

/** What is known of a system beside its runs. */
export interface SystemNow {
  server_answers: boolean;
  workers: { name: string; polling: boolean }[];
  /** None where the server does not answer. */
  schedules: { id: string; next: string | null; paused: boolean }[];
  /** The ids of workflows that failed in the last seven days, as `tradeloop status` lists them. */
  failed: string[];
  /** How many files of the inbox were refused in these days, and still lie there. */
  inbox_refused: number;
}

const ANSWER_MS = 4_000;

/** What `tradeloop status` says of a system, of which no place and no process is named. */
export async function systemNow(
  asking: Named & { client: Client; storeId: string; home: Home },
): Promise<SystemNow> {
  const { client, home } = asking;
  const since = sevenDaysAgo();
  const [run, refused] = [await readRunFile(home.run), await refusedFiles(home.inbox, since)];
  const inbox_refused = refused.length;
  try {
    return await client.connection.withDeadline(Date.now() + ANSWER_MS, async () => {
      const [workers, schedules, failed] = await Promise.all([
        run === undefined ? [] : workersNow({ ...asking, run }),
        listSchedules(asking),
        failedSince(asking, since),
      ]);
      const applied = schedules.filter((one) => one.applied);
      return {
        ...{ server_answers: true, workers: workers.map(shown), inbox_refused },
        schedules: applied.map(({ schedule, next, paused }) => ({ id: schedule, next, paused })),
        failed: failed.map(({ workflow_id }) => workflow_id),
      };
    });
  } catch (error) {
    if (!isAwayNow(error)) throw error;
    const nothing = { server_answers: false, schedules: [], failed: [] };
    return { ...nothing, workers: workersOf(run), inbox_refused };
  }
}

function workersOf(run: RunFile | undefined): SystemNow['workers'] {
  return run === undefined ? [] : workersWithoutServer(run).map(shown);
}

function shown({ name, polling }: WorkerStatus): SystemNow['workers'][number] {
  return { name, polling };
}
