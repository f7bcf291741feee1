import { z } from 'zod';
import { openLog, readLog } from './append-log.js';
import type { Home } from './home.js';

const trial = z.strictObject({
  model_id: z.string(),
  lineage: z.string(),
  /** What it was judged beside. */
  incumbent_id: z.string(),
  spec_id: z.string(),
  /** Of a day's rewards; null where there is none. */
  sharpe: z.number().nullable(),
  as_of: z.string(),
});

/** A model that was ever tried: the more are tried, the better the best one looks by chance. */
export type Trial = z.infer<typeof trial>;

/** All that were tried in a home, in the order of time. */
export async function readTrials({ trials }: Pick<Home, 'trials'>): Promise<readonly Trial[]> {
  const log = await readLog(trials, trial).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return { entries: [] };
    throw error;
  });
  return log.entries;
}

/** Writes down what is tried, once for each model and incumbent. */
export async function keepTrial(home: Pick<Home, 'trials'>, tried: Trial): Promise<void> {
  const isSame = (one: Trial) => one.model_id === tried.model_id && one.incumbent_id === tried.incumbent_id;
  const log = await openLog(home.trials, trial);
  try {
    if (!log.entries.some(isSame)) await log.append(tried);
  } finally {
    await log.close();
  }
}
