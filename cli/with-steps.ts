import type { Reads } from '../activities/named-reads.js';
import type { AskedSteps, Steps } from '../activities/steps.js';
import type { Context } from './context.js';
import { saidBy } from './said.js';
import { withSystem } from './with-system.js';

/**
 * Gives the steps and reads to the work: with `--local` those of this process, on the home's own warehouse; else those
 * of the running system, where each step is a workflow and its data process answers reads. Throws HomeHeld when `up`
 * (or another local run) holds the home, NotRunning when nothing runs.
 */
export async function withSteps<T>(
  context: Context,
  work: (steps: AskedSteps, reads: Reads) => Promise<T>,
): Promise<T> {
  if (context.local) {
    const { importEachBy } = await import('../activities/import/import-each.js');
    const { frontierBy } = await import('../workflows/frontier-chain.js');
    const { retrainBy } = await import('../workflows/retrain-chain.js');
    return withLocalSteps(context.home, ({ steps, reads }) =>
      work(
        {
          ...steps,
          importEach: importEachBy(steps),
          frontier: (input) => frontierBy(steps, input),
          retrainModel: async (input) => (await retrainBy(steps, input, saidBy({}).at)).report,
        },
        reads,
      ),
    );
  }
  return withSystem(context.home, ({ steps, reads }) => work(steps, reads), { orLocal: true });
}

/** Gives all steps of this process to the work. Throws HomeHeld. */
export async function withLocalSteps<T>(
  homeDir: string,
  work: (open: { steps: Steps; reads: Reads }) => Promise<T>,
): Promise<T> {
  const { holdHome } = await import('../workers/running/home-lock.js');
  const { openSteps } = await import('../activities/make-steps.js');
  const lock = await holdHome(homeDir);
  try {
    const open = await openSteps(homeDir);
    try {
      return await work(open);
    } finally {
      await open.close();
    }
  } finally {
    await lock.release();
  }
}
