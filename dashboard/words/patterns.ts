import type { Pattern } from '../asking/shapes.js';
import { numberText } from './numbers.js';

/** What a habit costs, as far as that is known. */
export function costText({ cost_low, cost_high, decisions_until_known }: Pattern): string {
  const until = decisions_until_known ? `; known in about ${decisions_until_known} more` : '';
  if (cost_low === null || cost_high === null) return `not known yet${until}`;
  const of = (value: number) => numberText(value, { signed: true });
  return `${of(cost_low)} to ${of(cost_high)} % of the underlying's price a decision${until}`;
}
