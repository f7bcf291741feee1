import { NotFound } from '../../domain/errors.js';
import { writeDurably } from '../../store/home/durable-file.js';
import { withoutStore } from '../../workflows/ids.js';
import type { RunningSystem } from './client.js';
import { dismissedRuns } from './dismissed-runs.js';
import { systemStatus } from './status.js';

/** The server keeps runs no longer than a month. */
const KEPT_MS = 31 * 86_400_000;

/**
 * Has `status` show the failure of a run no more; the id is with or without the store's. Throws NotFound where no
 * failure of that id stands.
 */
export async function dismissRun(system: RunningSystem, run: string): Promise<void> {
  const { storeId, home } = system;
  const since = new Date(Date.now() - KEPT_MS).toISOString();
  const { failed } = await systemStatus(system, since);
  const wanted = withoutStore(storeId, run);
  const found = failed?.find(({ workflow_id }) => withoutStore(storeId, workflow_id) === wanted);
  if (!found) throw new NotFound(`no failure of a run ${JSON.stringify(run)}`);
  const { workflow_id, closed_at } = found;
  const kept = (await dismissedRuns(home)).filter((one) => one.closed_at !== null && one.closed_at > since);
  await writeDurably(home.dismissed, `${JSON.stringify([...kept, { workflow_id, closed_at }])}\n`);
}
