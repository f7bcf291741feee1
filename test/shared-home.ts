import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openSteps } from '../activities/make-steps.js';
import type { Steps } from '../activities/steps.js';
import { isThere } from '../store/home/durable-file.js';

/**
 * Makes `dir` a home of that name, a copy of one that is filled once in a run of jest: what several test files begin
 * with. Files that ask at the same time each fill one, and the first that is done stays.
 */
export async function copySharedHome(
  name: string,
  { dir, fill }: { dir: string; fill: (steps: Steps) => Promise<void> },
): Promise<void> {
  const home = join(process.env['TEST_RUN_FOLDER'] as string, name);
  if (!(await isThere(home))) await fillHome(home, fill);
  await cp(home, dir, { recursive: true });
}

async function fillHome(home: string, fill: (steps: Steps) => Promise<void>): Promise<void> {
  const own = await mkdtemp(`${home}-`);
  const { steps, close } = await openSteps(own);
  await fill(steps);
  await close();
  await rename(own, home).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(own, { recursive: true });
  });
}
