import { decimal, min, type Decimal } from '../number/decimal.js';
import type { StrikeIncrements } from '../market/option-listing.js';

/** The listed strike that lies so many above another, or below it where negative; never lower than the lowest. */
export function strikeStepsFrom(strike: Decimal, steps: number, increments: StrikeIncrements): Decimal {
  let at = strike;
  for (let i = 0; i < Math.abs(steps); i++)
    at = steps > 0 ? nextAbove(at, increments) : nextBelow(at, increments);
  return at;
}

function nextAbove(strike: Decimal, increments: StrikeIncrements): Decimal {
  let from = strike;
  for (const { below, increment } of increments) {
    const bound = below === null ? null : decimal(below);
    if (bound !== null && bound <= from) continue;
    const step = decimal(increment);
    const next = (from / step + 1n) * step;
    if (bound === null || next <= bound) return next;
    from = bound;
  }
  throw new RangeError('strike increments without a last step');
}

function nextBelow(strike: Decimal, increments: StrikeIncrements): Decimal {
  for (let part = increments.length - 1; part >= 0; part--) {
    const { below, increment } = increments[part] as StrikeIncrements[number];
    const least = decimal(increments[part - 1]?.below ?? 0);
    const most = below === null ? strike - 1n : min(decimal(below), strike - 1n);
    const step = decimal(increment);
    const next = (most / step) * step;
    if (next > least) return next;
  }
  return strike;
}
