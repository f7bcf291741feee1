import type { Candidate, Pattern } from '../asking/shapes.js';
import { numberText } from './numbers.js';

/** What is known of a cost. */
const STATES: Readonly<Record<string, string>> = {
  insufficient: 'too few weeks to say',
  unknown: 'not sure that it costs anything',
};

/** What a habit costs, as far as that is known. */
export function habitCostText({ cost_low, cost_high, decisions_until_known }: Pattern): string {
  const until = decisions_until_known ? `; known in about ${decisions_until_known} more` : '';
  return `${rangeText(cost_low, cost_high) ?? 'not known yet'}${until}`;
}

/** What a change would have cost. */
export function changeCostText({ cost_low, cost_high, cost_status }: Candidate['replay']): string {
  const state = STATES[cost_status] ?? cost_status;
  const range = rangeText(cost_low, cost_high);
  return range === null ? state : `${range} (${state})`;
}

function rangeText(low: number | null, high: number | null): string | null {
  if (low === null || high === null) return null;
  const of = (value: number) => numberText(value, { signed: true });
  return `${of(low)} to ${of(high)} % of the underlying's price a decision`;
}
