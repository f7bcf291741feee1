import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidInput, NotRunning } from '../../domain/errors.js';
import { homePaths } from '../../store/home/home.js';
import { holderOf } from '../running/home-lock.js';
import { signal } from '../../store/home/process-ref.js';
import { readRunFile, type RunFile } from '../running/run-file.js';

/** What asks a running `up` to open its UI. */
export const OPEN_UI = 'SIGUSR2';

/** For the server to end, to start with its UI, and to answer. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 100;

/**
 * Has the system that runs on a home open its workflow UI and gives the link, which stays until the system ends. Throws
 * NotRunning where nothing runs, and InvalidInput on a cluster, whose UI is its own.
 */
export async function openUi(homeDir: string): Promise<Pick<RunFile, 'ui_findable'> & { ui_url: string }> {
  const home = homePaths(homeDir);
  const holder = await holderOf(home);
  const run = holder && (await readRunFile(home.run));
  if (!run)
    throw new NotRunning(
      `nothing runs on ${home.dir}: start it with "npx tradeloop up --ui --home ${home.dir}"`,
    );
  if (run.ui_url === null && run.server === null)
    throw new InvalidInput(`the system runs on the cluster at ${run.address}, whose UI is its own`);
  if (run.ui_url === null) signal(holder, OPEN_UI);
  for (const since = performance.now(); performance.now() - since < PATIENCE_MS; await sleep(LOOK_MS)) {
    const { ui_url = null, ui_findable = false } = (await readRunFile(home.run)) ?? {};
    if (ui_url !== null) return { ui_url, ui_findable };
  }
  throw new NotRunning(`the UI does not come up; ${home.logs}/server.log and up.log say why`);
}
