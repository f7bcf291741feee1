import { HomeHeld } from '../../domain/errors.js';
import { homePaths, storeIdOf } from '../../store/home/home.js';
import { heldBy, holderOf, holdHome } from '../running/home-lock.js';
import { isGone, signal } from '../../store/home/process-ref.js';
import { readRunFile } from '../running/run-file.js';

/** Longer than the supervisor gives its processes. */
const PATIENCE_MS = 40_000;

/**
 * Ends what runs on a home, or what a crash left of it, and returns when no process of it is there; false when none
 * was. Throws HomeHeld when a local run, which ends by itself, holds the home.
 */
export async function stopSystem(homeDir: string): Promise<boolean> {
  const home = homePaths(homeDir);
  if ((await storeIdOf(home)) === undefined) return false;
  const run = await readRunFile(home.run);
  const holder = await holderOf(home);
  if (holder) {
    if (!run) throw heldBy(holder, home);
    signal(holder, 'SIGTERM');
    if (!(await isGone(holder, PATIENCE_MS)))
      throw new HomeHeld(`${home.dir}: pid ${holder.pid} was asked to end and did not`);
  }
  const held = await holdHome(homeDir);
  await held.release();
  return run !== undefined;
}
