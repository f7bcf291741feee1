import { carriedBy } from '../../domain/keyed-request.js';
import type { AdviceIntent } from '../../domain/matching/advice-intent.js';
import { factsOf, type Facts, type Journal } from './journal.js';

/** What people said that they mean to do about a piece of advice, in their order; nothing of no advice. */
export function intentsOf(journal: Facts, recommendation_id: string | null): AdviceIntent[] {
  if (recommendation_id === null) return [];
  return factsOf(journal, 'advice_intended').filter((one) => one.recommendation_id === recommendation_id);
}

/** Writes down what a person means to do about advice, unless they said so last, without a key; whether it is new. */
export async function intend(journal: Journal, intent: Omit<AdviceIntent, 'fact'>): Promise<boolean> {
  const { at, by, recommendation_id, action_type, new_strike, new_expiration, notes } = intent;
  const last = intentsOf(journal, recommendation_id).at(-1);
  const isSame =
    last?.action_type === action_type &&
    last.new_strike === new_strike &&
    last.new_expiration === new_expiration &&
    last.notes === notes;
  const carried = carriedBy(intent);
  if (isSame && carried.request === undefined) return false;
  const said = { recommendation_id, action_type, new_strike, new_expiration, notes };
  await journal.append({ fact: 'advice_intended', at, by, ...said, ...carried });
  return !isSame;
}
