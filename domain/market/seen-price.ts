import { optionPrice } from './black-scholes.js';
import { daysBetween, type IsoDate } from '../time/dates.js';
import type { Right } from '../records/instrument.js';

/** A record that says something of what a share cost on a day, beside the daily bar; dollars a share as doubles. */
export type PriceRecord = {
  day: IsoDate;
  /** Of that day's bar as traded; for advice, which may have come before the open, of the session before too. */
  low: number;
  high: number;
  source: 'trade' | 'quote' | 'advice';
} & (
  | { kind: 'share'; price: number }
  | { kind: 'premium'; right: Right; strike: number; expiration: IsoDate; price: number }
  /** An option that was assigned or exercised. */
  | { kind: 'delivery'; right: Right; strike: number }
);

/** What a share cost at least and at most; Infinity where the record sets no upper end. */
export interface PriceBounds {
  least: number;
  most: number;
}

/**
 * From this far away on a strike is asked what its time value can be: nothing is listed so far from the price for
 * long.
 */
export const FAR_STRIKE = 1.9;

/** A premium that takes more than 600 % is hardly ever paid; the wildest of all, for some weeks of 2021, took 800 %. */
const UNLIKELY_VOLATILITY = 6;
const RATE = 0.04;
const BISECTIONS = 60;

/**
 * What a record says of the price of a share. An option is worth no less than its intrinsic value; a call no more
 * than its underlying, a put no more than its strike. Nobody exercises what is out of the money.
 */
export function boundsOf(record: PriceRecord): PriceBounds {
  switch (record.kind) {
    case 'share':
      return { least: record.price, most: record.price };
    case 'delivery':
      return record.right === 'call'
        ? { least: record.strike, most: Infinity }
        : { least: 0, most: record.strike };
    case 'premium':
      return record.right === 'call'
        ? { least: record.price, most: record.strike + record.price }
        : { least: Math.max(record.strike - record.price, 0), most: Infinity };
  }
}

/**
 * The same, and closer where a strike is far from the bar: its premium is time value, which a volatility has to make.
 */
export function likelyBoundsOf(record: PriceRecord): PriceBounds {
  const bounds = boundsOf(record);
  if (record.kind !== 'premium') return bounds;
  const { right, strike, low, high } = record;
  if (right === 'call' && strike > high * FAR_STRIKE)
    return { ...bounds, least: Math.max(bounds.least, spotFor(record, { from: 0, to: strike })) };
  if (right === 'put' && strike < low / FAR_STRIKE)
    return { ...bounds, most: spotFor(record, { from: strike, to: low }) };
  return bounds;
}

/**
 * Where between two prices of the underlying that volatility gives the premium; the end that comes nearest it where
 * none does.
 */
function spotFor(
  { right, strike, expiration, day, price }: PriceRecord & { kind: 'premium' },
  { from, to }: { from: number; to: number },
): number {
  const years = Math.max(daysBetween(day, expiration) + 1, 1) / 365;
  let [low, high] = [from, to];
  for (let i = 0; i < BISECTIONS; i++) {
    const spot = (low + high) / 2;
    const worth = optionPrice({ right, spot, strike, years, rate: RATE }, UNLIKELY_VOLATILITY);
    if (worth < price === (right === 'call')) low = spot;
    else high = spot;
  }
  return (low + high) / 2;
}
