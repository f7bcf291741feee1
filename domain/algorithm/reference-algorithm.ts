/**
 * The reference covered-call and roll algorithm: for shares that no call covers it sells one, or waits; each call sold
 * is bought back at the profit target, rolled when it is tested or near its expiration and that brings a credit, or
 * held.
 */
import type { AlgorithmParameters } from './algorithm-parameters.js';
import { ownOverrides } from './effective-parameters.js';
import { optionDelta } from '../market/black-scholes.js';
import { daysBetween, type IsoDate } from '../time/dates.js';
import { decimal, divide, toNumber, ZERO } from '../number/decimal.js';
import { hashId } from '../hash.js';
import { callKey, coverPositions } from './cover-positions.js';
import type { Position } from '../positions/positions.js';
import { viewBefore, type PriceHistory } from '../market/price-history.js';
import type { Recommendation } from '../records/records.js';
import {
  decide,
  termsOf,
  type Decided,
  type Known,
  type Matter,
  type Morning,
} from './reference-decision.js';
import { instantAt } from '../time/zone.js';

export interface Situation {
  /** The session that is advised for. */
  date: IsoDate;
  /** What was held at the close before. */
  positions: readonly Position[];
  /** Daily bars by underlying; those of the date itself and after it are not looked at. */
  bars: ReadonlyMap<string, PriceHistory>;
  parameters: AlgorithmParameters;
  /** What else was known of an underlying that morning. Without it no earnings are known and no regime holds. */
  known?: (underlying: string) => Known;
}

export interface Advice {
  /** Ordered by account, underlying and contract. */
  recommendations: Recommendation[];
  /** Underlyings with something to advise on and too few or too old bars; each once, in alphabetical order. */
  withoutBars: string[];
}

const CONTRACT = decimal(100);
const SENT_AT = '09:00:00';
const NOTHING_KNOWN: Known = { earningsIn: null, regimes: () => [] };

/**
 * Advice for one session, sent half an hour before its open. The same situation gives the same advice, ids included.
 */
export function advise({ date, positions, bars, parameters, known }: Situation): Advice {
  const recommendations: Recommendation[] = [];
  const withoutBars = new Set<string>();
  const sentAt = sentOn(date);
  for (const position of coverPositions(positions)) {
    const { underlying, coverable, calls } = position;
    if (ownOverrides(parameters, underlying).advises === false) continue;
    const history = bars.get(underlying);
    const view = history && viewBefore(history, date, parameters.volatility.lookbackReturns);
    if (!view) {
      withoutBars.add(underlying);
      continue;
    }
    const { earningsIn, regimes } = known?.(underlying) ?? NOTHING_KNOWN;
    const morning = { ...view, date, parameters, earningsIn };
    const matters: Matter[] = [
      ...(coverable > ZERO ? [{ kind: 'shares' as const, position }] : []),
      ...calls.map((call) => ({ kind: 'call' as const, call })),
    ];
    for (const matter of matters) {
      const found = decide(matter, morning, { underlying, regimes });
      if (found) recommendations.push(recommendation(position, { ...found, sentAt }));
    }
  }
  return { recommendations, withoutBars: [...withoutBars].sort() };
}

/** When the advice for a session is sent. */
export function sentOn(date: IsoDate): string {
  return instantAt(date, SENT_AT);
}

function recommendation(
  { account, underlying }: { account: string; underlying: string },
  { morning, decided, sentAt }: { morning: Morning; decided: Decided; sentAt: string },
): Recommendation {
  const { date, price, session, volatility, parameters } = morning;
  const { action, contract, from, quantity, premium, rationale, features } = decided;
  const named = [contract, ...(from ? [from] : [])].map(callKey);
  return {
    recommendation_id: hashId(parameters.version, account, date, action, underlying, ...named),
    sent_at: sentAt,
    valid_until: null,
    seen_at: null,
    withdrawn_at: null,
    account,
    algorithm_version: parameters.version,
    action,
    underlying,
    root: underlying,
    right: 'call',
    ...contract,
    multiplier: CONTRACT,
    from_strike: from?.strike ?? null,
    from_expiration: from?.expiration ?? null,
    from_right: from ? 'call' : null,
    legs: null,
    quantity,
    premium,
    bid: null,
    ask: null,
    underlying_price: price,
    priority: null,
    rationale: rationale(),
    propensity: null,
    alternatives: null,
    context: contextOf({
      price_session: session,
      volatility,
      days_to_expiration: daysBetween(date, contract.expiration),
      moneyness: toNumber(divide(contract.strike, price)) - 1,
      delta: optionDelta(termsOf(contract, morning), volatility),
      ...features,
    }),
    extra: null,
  };
}

/** Features as JSON; numbers to six places, so that the last bit of a logarithm changes no record. */
function contextOf(features: Record<string, string | number | boolean | null>): string {
  return JSON.stringify(features, (_name, value: unknown) =>
    typeof value === 'number' ? Number(value.toFixed(6)) : value,
  );
}
