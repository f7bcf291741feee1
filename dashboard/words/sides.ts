import { wordsOf } from '../asking/words-of.js';
import type { AdviceSide, TradeSide } from '../asking/shapes.js';
import { dayText } from './dates.js';
import { numberText, priceText } from './numbers.js';

/** Both sides of a match in a line each. */
export function advisedText(advice: AdviceSide | null): string {
  if (advice === null) return 'nothing advised';
  const { action, from_strike, from_expiration, premium } = advice;
  const from =
    from_strike === null && from_expiration === null
      ? ''
      : ` from ${contractText({ ...advice, strike: from_strike, expiration: from_expiration })}`;
  return `advised ${wordsOf(action)}${from}${action === 'roll' ? ' to' : ''} ${contractText(advice)}${atText(premium)}`;
}

export function doneText(trade: TradeSide | null): string {
  if (trade === null) return 'nothing done';
  return `did ${wordsOf(trade.action)} ${contractText(trade)}${atText(trade.premium)}`;
}

/** `185C 17 Jan ×2`, or the underlying where it is no option. */
export function contractText({
  symbol,
  right,
  strike,
  expiration,
  contracts,
}: Pick<TradeSide, 'symbol' | 'right' | 'strike' | 'expiration' | 'contracts'>): string {
  const option =
    strike === null
      ? symbol
      : `${symbol} ${numberText(strike, { digits: 3 })}${(right ?? '').charAt(0).toUpperCase()}`;
  const until = expiration === null ? '' : ` ${dayText(expiration)}`;
  return `${option}${until}${contracts === null ? '' : ` ×${numberText(contracts, { digits: 4 })}`}`;
}

function atText(premium: number | null): string {
  return premium === null ? '' : ` at ${priceText(premium)}`;
}
