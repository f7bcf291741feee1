import type { Decimal } from '../../domain/number/decimal.js';
import type { Sides } from '../../domain/week/result-lines.js';
import type { CurrencySides } from '../../store/pages/week-sides.js';
import { asNumber } from './number.js';

/** What both sides of a week came to; amounts are null where nothing is judged, or in several currencies. */
export interface WeekMoney {
  currency: string | null;
  human: Decimal | null;
  low: Decimal | null;
  mid: Decimal | null;
  high: Decimal | null;
}

/**
 * The amounts of a week as it was published, and their parts by currency. Where they are of several currencies the
 * week has no amounts: the parts are those of `now`, its decisions as they are now.
 */
export function moneyOf(
  published: Sides & { currency: string | null },
  now: readonly CurrencySides[],
): { total: WeekMoney; parts: readonly WeekMoney[] } {
  const {
    pnl_human: human,
    pnl_algorithm_low: low,
    pnl_algorithm_mid: mid,
    pnl_algorithm_high: high,
  } = published;
  const [only, ...others] = now;
  if (human === null) {
    const isMixed = others.length > 0;
    const currency = isMixed ? null : published.currency;
    return { total: { currency, human, low, mid, high }, parts: isMixed ? now : [] };
  }
  // The week's own currency is that of what closed in it.
  const currency = only === undefined || others.length > 0 ? published.currency : only.currency;
  const total = { currency, human, low, mid, high };
  return { total, parts: [total] };
}

/** What a person made, beside the range of the algorithm: what lists and weeks call alike. */
export function shownMoney({ currency, human, low, mid, high }: WeekMoney) {
  return {
    actual_pnl: asNumber(human),
    algorithm_pnl_low: asNumber(low),
    algorithm_pnl_high: asNumber(high),
    pnl_delta: asNumber(less(human, mid)),
    currency,
  };
}

/** How much less one is than the other; null where either is not known. */
export function less(one: Decimal | null, other: Decimal | null): Decimal | null {
  return one === null || other === null ? null : one - other;
}
