import { z } from '@hono/zod-openapi';
import { addDays, latest, type IsoDate } from '../../domain/time/dates.js';
import { epochOf } from '../../store/home/epoch.js';
import { knownThrough } from '../../store/inputs/known-through.js';
import type { CountedMatches } from '../../store/pages/divergence.js';
import type { Moment } from '../parts.js';
import { date, text } from './fields.js';

/** Parameters of what is counted over days: so many of them, up to the last that anything is known of. */
export function periodOf(days: number) {
  return {
    days: z.int().min(1).max(3_660).default(days),
    until: date.optional(),
    symbol: text(64).optional(),
    account: text(64).optional(),
    respect_epoch: z.boolean().default(true),
  };
}

type Given = z.infer<z.ZodObject<ReturnType<typeof periodOf>>>;

/** The matches of a period; null where nothing is known yet, and no day was named. */
export async function countedIn(moment: Moment, given: Given): Promise<CountedMatches | null> {
  const to: IsoDate | null = given.until ?? (await knownThrough(moment));
  if (to === null) return null;
  const since = given.respect_epoch ? epochOf(moment.journal).min_valid_date : null;
  const from = latest(addDays(to, 1 - given.days), since) ?? to;
  return { from, to, symbol: given.symbol ?? null, account: given.account ?? null };
}
