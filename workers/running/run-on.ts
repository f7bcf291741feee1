import { readConfig, type Config } from '../../config.js';
import { NotRunning } from '../../domain/errors.js';
import { homePaths, type Home } from '../../store/home/home.js';
import { holderOf } from './home-lock.js';
import { readRunFile, type RunFile } from './run-file.js';

/**
 * Where the system that runs on a home is. Throws NotRunning, saying how to start one, `orLocal` also that the command
 * does without.
 */
export async function runOn(
  homeDir: string,
  { orLocal = false }: { orLocal?: boolean } = {},
): Promise<RunFile> {
  const home = homePaths(homeDir);
  const run = (await holderOf(home)) && (await readRunFile(home.run));
  if (!run) throw new NotRunning(nothingRuns(home, { cluster: readConfig().temporal, orLocal }));
  return run;
}

/** On a cluster too a command works on the disk of the home: files are handed in and exports taken out there. */
export function nothingRuns(
  { dir }: Home,
  { cluster, orLocal }: { cluster: Config['temporal']; orLocal: boolean },
): string {
  const start = `start it with "npx tradeloop up --home ${dir}"`;
  const told = cluster
    ? `nothing runs on ${dir}: give the command on the machine whose disk has the home, or ${start}, ` +
      `which joins the cluster at ${cluster.address}`
    : `nothing runs on ${dir}: ${start}`;
  return orLocal ? `${told}, or do without by --local` : told;
}
