import type { Reads } from '../activities/reads.js';
import { NotFound } from '../domain/errors.js';
import type { Context } from './context.js';
import { withLocalSteps } from './with-steps.js';

/**
 * Gives the reads of a home to the work: with `--local` those of this process, else those of the running system, which answers them whatever
 * step runs and whether or not its server does. Throws NotFound where there is no home, HomeHeld and NotRunning as steps do.
 */
export async function withReads<T>(
  { home, local }: Pick<Context, 'home' | 'local'>,
  work: (reads: Reads) => Promise<T>,
): Promise<T> {
  if (local) {
    const { homePaths, storeIdOf } = await import('../store/home/home.js');
    if ((await storeIdOf(homePaths(home))) === undefined)
      throw new NotFound(`nothing is imported into ${home}: there is no home`);
    return withLocalSteps(home, ({ reads }) => work(reads));
  }
  const { readsOfRunning } = await import('../workers/asking/running-reads.js');
  return work(await readsOfRunning(home));
}
