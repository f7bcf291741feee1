import type { TradeAction } from '../../domain/records/records.js';

type BuyOrSell = 'buy' | 'sell';

/** An option's trade by its label, `OPENING` or `CLOSING TRANSACTION`; without one by its side. */
export function optionTrade(action: string, side: BuyOrSell): TradeAction {
  const label = /\b(OPEN|CLOS)ING TRANSACTION\b/.exec(action)?.[1];
  return label === undefined ? side : `${side}_to_${label === 'OPEN' ? 'open' : 'close'}`;
}

/** `YOU SOLD SHORT SALE …`, and whatever is booked to the short side of the account; not a fund of that name. */
const SHORT = /\bSHORT (SALE|COVER)\b|\(SHORT\)$/;

/** A trade of shares; a short sale says that it opens, and what covers it that it closes. */
export function shareTrade(action: string, side: BuyOrSell): TradeAction {
  if (!SHORT.test(action)) return side;
  return side === 'sell' ? 'sell_to_open' : 'buy_to_close';
}
