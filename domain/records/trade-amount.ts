import { multiply, ZERO, type Decimal } from '../number/decimal.js';
import { multiplierOf } from './instrument.js';
import type { Execution } from './records.js';

/**
 * The signed cash effect of an execution net of fees: as the broker states it, else quantity × price × multiplier less
 * fees. Splits, symbol changes and transfers in kind move no cash, whatever amount stands beside them.
 */
export function amountOf(execution: Execution): Decimal {
  const { action, amount, fees, quantity, price } = execution;
  if (action === 'transfer' || action === 'split' || action === 'symbol_change') return ZERO;
  if (amount !== null) return amount;
  const gross = multiply(quantity, multiply(price ?? ZERO, multiplierOf(execution)));
  return (isBuy(action) ? -gross : isSell(action) ? gross : ZERO) - (fees ?? ZERO);
}

export function isBuy(action: Execution['action']): boolean {
  return action === 'buy' || action === 'buy_to_open' || action === 'buy_to_close';
}

export function isSell(action: Execution['action']): boolean {
  return action === 'sell' || action === 'sell_to_open' || action === 'sell_to_close';
}
