import { z } from '@hono/zod-openapi';
import { addDays, latest, type IsoDate } from '../../domain/time/dates.js';
import { epochOf } from '../../store/home/epoch.js';
import type { CountedMatches } from '../../store/pages/divergence.js';
import { knownThroughAt } from '../known-through-at.js';
import type { Moment } from '../parts.js';
import { date, text } from './fields.js';

/** Parameters of what is counted up to a day, the last that anything is known of unless one is named. */
export const COUNTED = {
  until: date.optional(),
  symbol: text(64).optional(),
  account: text(64).optional(),
  respect_epoch: z.boolean().default(true),
};

/** Parameters of what is counted over so many days. */
export function periodOf(days: number) {
  return { days: z.int().min(1).max(3_660).default(days), ...COUNTED };
}

type Given = z.infer<z.ZodObject<typeof COUNTED>> & { days?: number };

/** The matches of a period, without `days` of all up to its end; null where nothing is known and no day is named. */
export async function countedIn(
  moment: Moment,
  { days, until, symbol, account, respect_epoch }: Given,
): Promise<CountedMatches | null> {
  const to: IsoDate | null = until ?? (await knownThroughAt(moment));
  if (to === null) return null;
  const since = respect_epoch ? epochOf(moment.journal).min_valid_date : null;
  const from = latest(days === undefined ? FIRST_DAY : addDays(to, 1 - days), since) ?? to;
  return { from, to, symbol: symbol ?? null, account: account ?? null };
}

const FIRST_DAY: IsoDate = '0001-01-01';
