import { sum, ZERO, type Decimal } from '../number/decimal.js';
import type { TradeAction } from '../records/records.js';
import { isBuy } from '../records/trade-amount.js';

/**
 * What a trade does to the position in its instrument. `reverses`: it closes all that was held and opens the other
 * side. `unknown`: a trade without a label, of shares, or of an option of which the data shows nothing before. The book
 * takes it for an opening, but it may close what was opened before the data begins.
 */
export type Effect = 'opens' | 'closes' | 'reverses' | 'unknown';

/** As much of a fill as says what it does; `closes`: how much of it closed what was held, where that is known. */
interface Effective {
  action: TradeAction;
  quantity: Decimal;
  closes?: Decimal | null;
}

/**
 * The effect of fills of one action: by their label, of options without one by how much of them closed what was held.
 */
export function effectOf(fills: readonly [Effective, ...Effective[]]): Effect {
  const [{ action }] = fills;
  if (action.endsWith('_to_open')) return 'opens';
  if (action.endsWith('_to_close')) return 'closes';
  const closes = fills.flatMap((fill) => fill.closes ?? []);
  if (closes.length === 0) return 'unknown';
  const closed = sum(closes);
  if (closed === ZERO) return 'opens';
  return closed === sum(fills.map(({ quantity }) => quantity)) ? 'closes' : 'reverses';
}

/**
 * True for a trade that is the action asked for, or may be it: one of the two has no label, and the trade's effect is
 * not another one.
 */
export function isAsAsked(
  asked: TradeAction,
  { action, effect }: { action: TradeAction; effect: Effect },
): boolean {
  if (asked === action) return true;
  if (isBuy(asked) !== isBuy(action)) return false;
  return !hasLabel(asked) || effect !== (asked.endsWith('_to_open') ? 'closes' : 'opens');
}

function hasLabel(action: TradeAction): boolean {
  return action !== 'buy' && action !== 'sell';
}
