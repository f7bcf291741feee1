import type { Known } from '../algorithm/reference-decision.js';
import type { IsoDate } from '../time/dates.js';
import type { Surroundings } from './known-advice.js';
import { regimesOf, sessionsToEarnings, volatilityTerciles } from './regimes.js';

/** What was known of an underlying in the morning of a day, as the reference algorithm takes it. */
export function knownMornings({
  histories,
  earnings,
}: Surroundings): (underlying: string, day: IsoDate) => Known {
  const found = new Map<string, ReturnType<typeof ofUnderlying>>();
  const ofUnderlying = (underlying: string) => {
    const history = histories.get(underlying);
    return {
      ahead: sessionsToEarnings(earnings.get(underlying) ?? []),
      terciles: history && volatilityTerciles(history),
    };
  };
  return (underlying, day) => {
    const own = found.get(underlying) ?? ofUnderlying(underlying);
    found.set(underlying, own);
    const earningsIn = own.ahead(day);
    return {
      earningsIn,
      regimes: (daysToExpiration) =>
        regimesOf({ daysToExpiration, earningsIn, volatility: own.terciles?.(day) ?? null }),
    };
  };
}
