import { z } from 'zod';
import { keyedFields } from '../keyed-fields.js';
import { compare } from '../compare.js';
import type { MatchFact } from './match-fact.js';

/** What a person may say that they are going to do about advice. */
export const INTENTS = ['roll', 'close', 'hold', 'buy_back'] as const;

/** That a person is going to do something about advice: a line of the journal. Only a trade decides a match. */
export const ADVICE_INTENDED = z.strictObject({
  fact: z.literal('advice_intended'),
  at: z.string(),
  by: z.string(),
  recommendation_id: z.string(),
  action_type: z.enum(INTENTS),
  new_strike: z.number().nullable(),
  new_expiration: z.string().nullable(),
  notes: z.string().nullable(),
  ...keyedFields,
});

export type AdviceIntent = z.infer<typeof ADVICE_INTENDED>;

/** In a few words: `means to roll to 185, 2026-01-16 (after earnings)`. */
export function intentText({ action_type, new_strike, new_expiration, notes }: AdviceIntent): string {
  const to = [new_strike, new_expiration].filter((one) => one !== null).join(', ');
  const noted = notes === null ? '' : ` (${notes})`;
  return `means to ${action_type.replaceAll('_', ' ')}${to === '' ? '' : ` to ${to}`}${noted}`;
}

/** What people said of a match and mean to do about its advice, in the order of time. */
export function withIntents(
  facts: readonly MatchFact[],
  intents: readonly AdviceIntent[],
): (MatchFact | AdviceIntent)[] {
  return intents.length === 0 ? [...facts] : [...facts, ...intents].sort((a, b) => compare(a.at, b.at));
}
