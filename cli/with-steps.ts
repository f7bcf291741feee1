import type { AskedSteps } from '../activities/steps.js';
import type { Context } from './context.js';
import { withSystem } from './with-system.js';

/**
 * Gives the steps to the work: with `--local` those of this process, on the home's own warehouse; else those of the running system, each of
 * which is a workflow there. Throws HomeHeld when `up` (or another local run) holds the home, NotRunning when nothing runs.
 */
export async function withSteps<T>(context: Context, work: (steps: AskedSteps) => Promise<T>): Promise<T> {
  return context.local
    ? withLocalSteps(context.home, work)
    : withSystem(context.home, ({ steps }) => work(steps));
}

async function withLocalSteps<T>(homeDir: string, work: (steps: AskedSteps) => Promise<T>): Promise<T> {
  const { holdHome } = await import('../workers/running/home-lock.js');
  const { openSteps } = await import('../activities/make-steps.js');
  const lock = await holdHome(homeDir);
  try {
    const open = await openSteps(homeDir);
    try {
      return await work(open.steps);
    } finally {
      await open.close();
    }
  } finally {
    await lock.release();
  }
}
