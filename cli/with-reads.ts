import type { Reads } from '../activities/named-reads.js';
import { NotFound } from '../domain/errors.js';
import type { Home } from '../store/home/home.js';
import type { Context } from './context.js';
import { withLocalSteps } from './with-steps.js';

/**
 * Gives the reads of a home to the work: those of the running system, which answers them whatever step runs and whether
 * or not its server does; or with `--local` those of this process where no system runs. Throws NotFound where there is
 * no home, HomeHeld and NotRunning as steps do.
 */
export async function withReads<T>(
  { home, local }: Pick<Context, 'home' | 'local'>,
  work: (reads: Reads) => Promise<T>,
): Promise<T> {
  if (local) {
    const { homePaths, storeIdOf } = await import('../store/home/home.js');
    const paths = homePaths(home);
    if ((await storeIdOf(paths)) === undefined)
      throw new NotFound(`nothing is imported into ${home}: there is no home`);
    const { holderOf } = await import('../workers/running/home-lock.js');
    return (await holderOf(paths)) ? withHeld(paths, work) : withFree(paths, work);
  }
  const { readsOfRunning } = await import('../workers/asking/running-reads.js');
  return work(await readsOfRunning(home));
}

type Work<T> = (reads: Reads) => Promise<T>;

/** Reads of the system that holds a home. Where another command does, it fails as a step would. */
async function withHeld<T>(home: Home, work: Work<T>): Promise<T> {
  const { readRunFile } = await import('../workers/running/run-file.js');
  const { runningReads, toTerminal } = await import('../workers/asking/running-reads.js');
  const place = (await readRunFile(home.run))?.reads;
  return place
    ? work(runningReads(place, { tell: toTerminal }))
    : withLocalSteps(home.dir, ({ reads }) => work(reads));
}

/** Reads of a home that nobody holds. It is taken only where something has to be done before it can be read. */
async function withFree<T>(home: Home, work: Work<T>): Promise<T> {
  const { openReads } = await import('../activities/open-reads.js');
  const opened = await openReads(home);
  if (opened === undefined) return withLocalSteps(home.dir, ({ reads }) => work(reads));
  try {
    return await work(opened.reads);
  } finally {
    await opened.close();
  }
}
