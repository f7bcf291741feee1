import { z } from 'zod';
import { openLog, readLog } from './append-log.js';
import type { Home } from './home.js';

const judged = z.strictObject({
  state: z.enum(['learned', 'insufficient', 'nothing_new']),
  samples: z.int().nullable(),
  updates: z.array(
    z.strictObject({
      weighting: z.enum(['pnl', 'advantage']),
      model_id: z.string(),
      verdict: z.enum(['bless', 'reject', 'insufficient', 'infra_fail']),
      evidence: z.number(),
      needed: z.number().nullable(),
    }),
  ),
  to_deploy: z.string().nullable(),
});

/** What a step learned, before deployments go on by it; `to_deploy`: the model that is blessed. */
export type Judged = z.infer<typeof judged>;

const learned = z.strictObject({
  /** The hour, `2025-01-06T10` in New York, or the day that was learned. */
  of: z.string(),
  /** By when what was learned was known. */
  as_of: z.string(),
  /** The digest of the labels that were known by then, and of the policy. */
  known: z.string(),
  /** Lines of earlier versions have none. */
  judged: judged.optional(),
  /** A day that was missed: its alarms are answered with the day that it was learned with. */
  missed: z.literal(true).optional(),
  /** A day that is judged; its deployments have not gone on and its alarms are not raised yet. */
  unfinished: z.literal(true).optional(),
  /** What asked for a model to be trained anew, by it. */
  alarms: z.array(z.strictObject({ stream: z.enum(['model', 'human', 'champion']), at: z.string() })),
});

/** A step of learning that was judged. */
export type Learned = z.infer<typeof learned>;

/** The steps that were judged in a home, in the order in which they were. */
export async function readLearned({ learned: path }: Pick<Home, 'learned'>): Promise<readonly Learned[]> {
  const log = await readLog(path, learned).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return { entries: [] };
    throw error;
  });
  return log.entries;
}

/** Those of them that were of a day, and went to their end. */
export function daysIn(steps: readonly Learned[]): Learned[] {
  return steps.filter(({ of, unfinished }) => !of.includes('T') && unfinished !== true);
}

/** Writes a step down; one that was taken before, with the same outcome, once. */
export async function keepLearned(home: Pick<Home, 'learned'>, step: Learned): Promise<void> {
  const log = await openLog(home.learned, learned);
  try {
    const before = log.entries.findLast(({ of }) => of === step.of);
    if (JSON.stringify(before) !== JSON.stringify(step)) await log.append(step);
  } finally {
    await log.close();
  }
}
