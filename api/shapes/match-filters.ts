import { z } from '@hono/zod-openapi';
import { MATCH_TYPES, type MatchType } from '../../domain/matching/match-type.js';
import { REASON_CODES } from '../../domain/matching/said-codes.js';
import { latest } from '../../domain/time/dates.js';
import { epochOf } from '../../store/home/epoch.js';
import type { Facts } from '../../store/home/journal.js';
import type { MatchFilters } from '../../store/pages/match-page.js';
import { date, listOf, text } from './fields.js';

const TYPES = MATCH_TYPES.join('|');
const ONE_OR_MORE_TYPES = new RegExp(`^(all|(${TYPES})(,(${TYPES})){0,5})$`);
/** Each word is looked for by itself: eight at most. */
const FEW_WORDS = /^\s*\S*(\s+\S+){0,7}\s*$/;
const confidence = z.number().min(0).max(1).optional();

/** What matches can be looked for by: parameters of the list, and of what is done to all of them. */
export const matchFilters = {
  start_date: date.optional(),
  end_date: date.optional(),
  match_type: z
    .string()
    .regex(ONE_OR_MORE_TYPES, `one or several of ${MATCH_TYPES.join(', ')}, with commas between them, or all`)
    .optional(),
  symbol: listOf(700).optional(),
  account: text(64).optional(),
  reviewed: z.boolean().optional(),
  reason_code: z.enum([...REASON_CODES, 'none']).optional(),
  flag: text(64).optional(),
  q: text(200).regex(FEW_WORDS, 'more than 8 words').optional(),
  min_confidence: confidence,
  max_confidence: confidence,
  include_excluded: z.boolean().default(false),
  respect_epoch: z.boolean().default(true),
};

/** The filters as the store takes them: of an epoch the rows before it are left out. */
export function filtersOf(given: z.infer<z.ZodObject<typeof matchFilters>>, journal: Facts): MatchFilters {
  const since = given.respect_epoch ? epochOf(journal).min_valid_date : null;
  const { match_type, symbol, q } = given;
  return {
    from: latest(given.start_date ?? null, since) ?? undefined,
    to: given.end_date,
    types:
      match_type === undefined || match_type === 'all' ? undefined : (match_type.split(',') as MatchType[]),
    underlyings: symbol?.map((one) => one.toUpperCase()),
    account: given.account,
    reviewed: given.reviewed,
    reason: given.reason_code,
    flag: given.flag,
    words: wordsOf(q ?? ''),
    minConfidence: given.min_confidence,
    maxConfidence: given.max_confidence,
    includeExcluded: given.include_excluded,
  };
}

function wordsOf(q: string): string[] {
  const words = q.toLowerCase().split(/\s+/);
  return [...new Set(words.filter((word) => word !== ''))];
}
