import { NotRunning } from '../../domain/errors.js';
import { homePaths } from '../../store/home/home.js';
import { holderOf } from './home-lock.js';
import { readRunFile, type RunFile } from './run-file.js';

/** Where the system that runs on a home is. Throws NotRunning, saying how to start one. */
export async function runOn(homeDir: string): Promise<RunFile> {
  const home = homePaths(homeDir);
  const run = (await holderOf(home)) && (await readRunFile(home.run));
  if (!run)
    throw new NotRunning(`nothing runs on ${home.dir}: start it with "npx tradeloop up --home ${home.dir}"`);
  return run;
}
