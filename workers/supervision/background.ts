import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readConfig, withoutWays } from '../../config.js';
import { NotRunning } from '../../domain/errors.js';
import { makeFolder } from '../../store/home/durable-file.js';
import { homePaths } from '../../store/home/home.js';
import { connectRunning, type RunningSystem } from '../asking/client.js';
import { ensureServer } from '../server/server-binary.js';
import { systemStatus, takesTasks } from '../asking/status.js';

const BIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const READY_MS = 120_000;
const LOOK_MS = 200;

/**
 * Runs `up` on a home of what is made up, whose messages go to nobody, as a process that outlives this one; joins it
 * when its workers take tasks. `stopSystem` ends it. `tell` gets a line for what takes long. The link to the UI goes to
 * no log. Throws MissingDependency; NotRunning when it ended at once, saying which file says why.
 */
export async function startInBackground(
  homeDir: string,
  { withUi, tell }: { withUi: boolean; tell: (line: string) => void },
): Promise<RunningSystem> {
  const config = readConfig();
  if (!config.temporal) await ensureServer(config, tell);
  const { logs, dir } = homePaths(homeDir);
  await makeFolder(logs);
  const output = join(logs, 'up.out');
  const out = openSync(output, 'w');
  const child = spawn(process.execPath, [BIN, 'up', ...(withUi ? ['--ui'] : []), '--home', dir], {
    ...{ stdio: ['ignore', 'ignore', out], detached: true },
    env: withoutWays(process.env),
  });
  closeSync(out);
  child.unref();
  for (const deadline = performance.now() + READY_MS; performance.now() < deadline; await sleep(LOOK_MS)) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const system = await joinWhenReady(dir);
    if (system) return system;
  }
  throw new NotRunning(`"npx tradeloop up" on ${dir} does not come up; ${output} says why`);
}

async function joinWhenReady(homeDir: string): Promise<RunningSystem | undefined> {
  let system: RunningSystem | undefined;
  try {
    system = await connectRunning(homeDir, { patienceMs: 0 });
    if (takesTasks(await systemStatus(system))) return system;
  } catch {
    // It is still starting: no run file, no server, no namespace yet.
  }
  await system?.close();
  return undefined;
}
