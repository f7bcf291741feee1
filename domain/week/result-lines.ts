import { counted } from '../counted.js';
import { toFixed, ZERO, type Decimal } from '../number/decimal.js';
import type { WeekDetails } from './week-details.js';
import type { WeekSummary } from './week.js';

/** What both sides of a week came to. */
export type Sides = Pick<
  WeekSummary,
  'pnl_human' | 'pnl_algorithm_low' | 'pnl_algorithm_mid' | 'pnl_algorithm_high'
>;

/**
 * What the week realised, whatever opened it, as a statement shows it; then both sides of the decisions that ended,
 * each from the advice to a day that they have in common, which is not what the week realised.
 */
export function resultLines(
  summary: Sides,
  details: Pick<WeekDetails, 'realised' | 'unknown_closings' | 'judged'>,
): string[] {
  return [`P&L: ${realisedText(details)}`, ...comparisonLines(summary, details)];
}

function realisedText({
  realised,
  unknown_closings,
}: Pick<WeekDetails, 'realised' | 'unknown_closings'>): string {
  const parts = [
    ...realised.map(
      ({ pnl, currency, closings }) => `${money(pnl, currency)} realised in ${counted(closings, 'closing')}`,
    ),
    ...(unknown_closings > 0
      ? [`${counted(unknown_closings, 'closing')} more, of which the opening is not in your files`]
      : []),
  ];
  return parts.length === 0 ? 'nothing closed' : parts.join(', ');
}

function comparisonLines(
  { pnl_human: human, pnl_algorithm_low: low, pnl_algorithm_mid: mid, pnl_algorithm_high: high }: Sides,
  { judged: { decisions, currency } }: Pick<WeekDetails, 'judged'>,
): string[] {
  if (human === null || low === null || mid === null || high === null) return [];
  return [
    `  ${counted(decisions, 'decision')} with advice ended: you ${money(human, currency)}, as advised ${money(mid, currency)} (by model, 90 % interval ${money(low)} to ${money(high)}).`,
    `  ${besideRange({ human, low, high })}`,
  ];
}

/** Whether what a person made can be told apart from the range of what the advice would have. */
export function besideRange<N extends number | bigint>({
  human,
  low,
  high,
}: Record<'human' | 'low' | 'high', N>): string {
  if (human < low) return "You did worse than the model's range.";
  if (human > high) return "You did better than the model's range.";
  return "You are within the model's range: the two cannot be told apart.";
}

function money(amount: Decimal, currency: string | null = null): string {
  const text = `${amount > ZERO ? '+' : ''}${toFixed(amount, 2)}`;
  return currency === null ? text : `${text} ${currency}`;
}
