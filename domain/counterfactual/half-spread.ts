import { intrinsicValue } from '../market/black-scholes.js';
import { MODEL, type PricedContract } from './counterfactual-model.js';

/** A trade at a price per share, with the underlying at `spot` then. */
export interface PricedTrade {
  contract: PricedContract;
  price: number;
  spot: number;
}

/**
 * Half the distance of bid and ask per share of one order that trades all of these at once, where no quote is known. A
 * package is traded at a net price and costs about what its widest leg does. Where the numbers come from is in
 * docs/decisions/counterfactual-by-model.md.
 */
export function modelHalfSpread(trades: readonly PricedTrade[]): number {
  return Math.max(...trades.map(ofOne));
}

function ofOne({ contract: { right, strike }, price, spot }: PricedTrade): number {
  const { shares, tick, ofTimeValue, ofPrice, most } = MODEL.halfSpread;
  if (right === null) return shares;
  const timeValue = price - intrinsicValue(right, spot, strike);
  const least = price < tick.from ? tick.below : tick.above;
  return Math.max(least, Math.min(most, Math.max(ofTimeValue * timeValue, ofPrice * price)));
}
