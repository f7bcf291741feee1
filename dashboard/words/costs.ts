import type { Candidate, Pattern } from '../asking/shapes.js';
import { numberText } from './numbers.js';

/** What is known of a cost. */
const STATES: Readonly<Record<string, string>> = {
  insufficient: 'too few weeks to say',
  unknown: 'not sure that it costs anything',
};

/** What a habit costs, as far as that is known; of its interval both ends. */
export function habitCostText({ cost_low, cost_high, decisions_until_known }: Pattern): string {
  const until = decisions_until_known ? `; known in about ${decisions_until_known} more` : '';
  return `${costText(cost_low, cost_high) ?? 'what it costs is not known yet'}${until}`;
}

/** What a change would have cost. */
export function changeCostText({ cost_low, cost_high, cost_status }: Candidate['replay']): string {
  const state = STATES[cost_status] ?? cost_status;
  const range = costText(cost_low, cost_high);
  return range === null ? state : `${range} (${state})`;
}

const OF_WHAT = "% of the underlying's price a decision";

/** A cost between two bounds; what is below zero is brought in. */
function costText(low: number | null, high: number | null): string | null {
  if (low === null || high === null) return null;
  if (low >= 0) return `costs ${numberText(low)} to ${numberText(high)} ${OF_WHAT}`;
  if (high <= 0) return `brings ${numberText(-high)} to ${numberText(-low)} ${OF_WHAT}`;
  return `may cost up to ${numberText(high)} or bring up to ${numberText(-low)} ${OF_WHAT}`;
}
