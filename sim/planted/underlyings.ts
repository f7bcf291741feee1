import { sessionOnOrAfter } from '../../domain/time/calendar.js';
import { addDays, type DateRange, type IsoDate } from '../../domain/time/dates.js';
import { integerBetween, type Random } from '../../domain/number/random.js';
import type { Ticker } from '../tickers.js';
import type { Draws } from './draws.js';
import { symbolsOf, type PlantedPerson, type PlantedUnderlying } from './person.js';

/** What a made-up underlying may be. */
const MADE_UP = {
  shares: [3, 8],
  price: [5, 120],
  volatility: [0.2, 0.8],
  drift: [-0.05, 0.15],
} as const;
const CONTRACT = 100;
const QUARTER_DAYS = 91;

/** An underlying with the account that holds it. */
export type OwnedUnderlying = PlantedUnderlying & { account: string };

/** The underlyings of a person: those of the file, or made up by seed, with earnings every quarter of these days. */
export function underlyingsOf(
  { accounts, market: { underlyings } }: PlantedPerson,
  { draws, days }: { draws: Draws; days: DateRange },
): OwnedUnderlying[] {
  const names = accounts.map(({ account }) => account);
  const first = names[0] as string;
  if (Array.isArray(underlyings))
    return underlyings.map((one) => ({ ...one, account: one.account ?? first }));
  return symbolsOf(underlyings).map((symbol, at) => {
    const random = draws('underlying', { underlying: symbol });
    return {
      symbol,
      shares: CONTRACT * integerBetween(random, ...MADE_UP.shares),
      price: roundedTo(2, between(random, ...MADE_UP.price)),
      volatility: roundedTo(3, between(random, ...MADE_UP.volatility)),
      drift: roundedTo(3, between(random, ...MADE_UP.drift)),
      market_share: 0.5,
      earnings: quarterly(addDays(days.from, integerBetween(random, 0, QUARTER_DAYS - 1)), days.to),
      account: names[at % names.length] as string,
    };
  });
}

/** As the market is made of it. */
export function tickerOf({
  market_share,
  shares: _shares,
  account: _account,
  ...rest
}: OwnedUnderlying): Ticker {
  return { ...rest, marketShare: market_share, dividend: null, renamed: null };
}

function quarterly(first: IsoDate, to: IsoDate): IsoDate[] {
  const days: IsoDate[] = [];
  for (let day = first; day <= to; day = addDays(day, QUARTER_DAYS)) days.push(sessionOnOrAfter(day));
  return days;
}

function between(random: Random, least: number, most: number): number {
  return least + random() * (most - least);
}

function roundedTo(places: number, value: number): number {
  return Number(value.toFixed(places));
}
