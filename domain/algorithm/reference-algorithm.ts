/**
 * The reference covered-call and roll algorithm: for shares that no call covers it sells one, or waits; each call sold is bought back at
 * the profit target, rolled when it is tested or near its expiration and that brings a credit, or held.
 */
import type { AlgorithmParameters } from './algorithm-parameters.js';
import { optionDelta, optionPrice, type OptionTerms } from '../market/black-scholes.js';
import { daysBetween, type IsoDate } from '../time/dates.js';
import {
  decimal,
  divide,
  formatDecimal,
  multiply,
  toFixed,
  toNumber,
  ZERO,
  type Decimal,
} from '../number/decimal.js';
import { hashId } from '../hash.js';
import { callKey, contractOf, coverPositions, type Contract, type CoverPosition } from './cover-positions.js';
import type { Position } from '../positions/positions.js';
import { nearestExpiration, strikeAtOrAbove } from '../market/option-listing.js';
import { viewBefore, type MarketView, type PriceHistory } from '../market/price-history.js';
import type { Recommendation } from '../records/records.js';
import { instantAt } from '../time/zone.js';

export interface Situation {
  /** The session that is advised for. */
  date: IsoDate;
  /** What was held at the close before. */
  positions: readonly Position[];
  /** Daily bars by underlying; those of the date itself and after it are not looked at. */
  bars: ReadonlyMap<string, PriceHistory>;
  parameters: AlgorithmParameters;
}

export interface Advice {
  /** Ordered by account, underlying and contract. */
  recommendations: Recommendation[];
  /** Underlyings with something to advise on and too few or too old bars; each once, in alphabetical order. */
  withoutBars: string[];
}

/** What is known of one underlying in the morning, and by what it is advised on. */
type Morning = MarketView & Pick<Situation, 'date' | 'parameters'> & { sentAt: string };

const CONTRACT = decimal(100);
const CENT = decimal('0.01');
const SENT_AT = '09:00:00';
const DAYS_FROM_SENT_TO_CLOSE = 7 / 24;

/** Advice for one session, sent half an hour before its open. The same situation gives the same advice, ids included. */
export function advise({ date, positions, bars, parameters }: Situation): Advice {
  const recommendations: Recommendation[] = [];
  const withoutBars = new Set<string>();
  const sentAt = instantAt(date, SENT_AT);
  for (const position of coverPositions(positions)) {
    const history = bars.get(position.underlying);
    const view = history && viewBefore(history, date, parameters.volatility.lookbackReturns);
    if (!view) {
      withoutBars.add(position.underlying);
      continue;
    }
    const morning = { ...view, date, parameters, sentAt };
    if (position.coverable > ZERO) recommendations.push(onUncoveredShares(position, morning));
    for (const call of position.calls) recommendations.push(onOpenCall(call, morning));
  }
  return { recommendations, withoutBars: [...withoutBars].sort() };
}

function onUncoveredShares(position: CoverPosition, morning: Morning): Recommendation {
  const { date, parameters, price } = morning;
  // The range of days is as wide as a week.
  const expiration = nearestExpiration(date, parameters.dte) as IsoDate;
  const contract = { strike: targetStrike(morning), expiration };
  const premium = worth(contract, morning);
  const enough = premium >= decimal(parameters.minimumPremium);
  const name = callName(contract);
  const above = percent(toNumber(divide(contract.strike, price)) - 1);
  return recommendation(position, morning, {
    action: enough ? 'sell_to_open' : 'wait',
    contract,
    quantity: position.coverable,
    premium,
    rationale: enough
      ? `Sell the ${name} for about ${dollars(premium)}: ${above} above the price of ${dollars(price)}.`
      : `Wait: the ${name} would bring ${dollars(premium)}, less than ${dollars(decimal(parameters.minimumPremium))}.`,
    features: {},
  });
}

function onOpenCall(call: Position, morning: Morning): Recommendation {
  const { date, parameters, price } = morning;
  const contract = contractOf(call);
  const value = worth(contract, morning);
  const earned =
    call.averagePrice !== null && call.averagePrice > ZERO
      ? 1 - toNumber(divide(value, call.averagePrice))
      : null;
  const tested = price >= multiply(contract.strike, decimal(1 - parameters.roll.testedWithin));
  const daysLeft = daysBetween(date, contract.expiration);
  const common = { quantity: -call.quantity, features: { tested, profit_captured: earned } };
  const name = callName(contract);

  if (earned !== null && earned >= parameters.profitTarget && value >= CENT)
    return recommendation(call, morning, {
      ...common,
      action: 'buy_to_close',
      contract,
      premium: value,
      rationale: `Buy the ${name} back at about ${dollars(value)}: ${percent(earned)} of its premium is earned.`,
    });
  const why = tested ? `its strike is tested at ${dollars(price)}` : `it expires in ${daysLeft} days`;
  const roll = tested || daysLeft <= parameters.roll.daysLeft ? rollFor(contract, value, morning) : undefined;
  if (roll)
    return recommendation(call, morning, {
      ...common,
      action: 'roll',
      contract: roll.to,
      from: contract,
      premium: roll.credit,
      rationale: `Roll the ${name} to the ${callName(roll.to)} for a credit of about ${dollars(roll.credit)}: ${why}.`,
    });
  return recommendation(call, morning, {
    ...common,
    action: 'hold',
    contract,
    premium: value,
    rationale: `Hold the ${name}, worth about ${dollars(value)} with the price at ${dollars(price)}.`,
  });
}

/** Up and out if that brings the least credit, else out at the same strike, else none. */
function rollFor(
  from: Contract,
  value: Decimal,
  morning: Morning,
): { to: Contract; credit: Decimal } | undefined {
  const { date, parameters } = morning;
  const expiration = nearestExpiration(date, parameters.dte, from.expiration);
  if (expiration === undefined) return undefined;
  const target = targetStrike(morning);
  const strikes = target > from.strike ? [target, from.strike] : [from.strike];
  return strikes
    .map((strike) => ({ strike, expiration }))
    .map((to) => ({ to, credit: worth(to, morning) - value }))
    .find(({ credit }) => credit >= decimal(parameters.roll.minimumNetCredit));
}

function targetStrike({ price, parameters }: Morning): Decimal {
  return strikeAtOrAbove(
    multiply(price, decimal(1 + parameters.strikeDistance)),
    parameters.strikeIncrements,
  );
}

function termsOf({ strike, expiration }: Contract, { date, price, parameters }: Morning): OptionTerms {
  return {
    right: 'call',
    spot: toNumber(price),
    strike: toNumber(strike),
    years: (daysBetween(date, expiration) + DAYS_FROM_SENT_TO_CLOSE) / 365,
    rate: parameters.rate,
  };
}

/** The model's price, dollars per share, to the cent. */
function worth(contract: Contract, morning: Morning): Decimal {
  return decimal(optionPrice(termsOf(contract, morning), morning.volatility).toFixed(2));
}

interface Decided {
  action: Recommendation['action'];
  contract: Contract;
  from?: Contract;
  quantity: Decimal;
  premium: Decimal;
  rationale: string;
  features: Record<string, number | boolean | null>;
}

function recommendation(
  { account, underlying }: { account: string; underlying: string },
  morning: Morning,
  { action, contract, from, quantity, premium, rationale, features }: Decided,
): Recommendation {
  const { date, sentAt, price, session, volatility, parameters } = morning;
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
    rationale,
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

function callName({ strike, expiration }: Contract): string {
  return `${formatDecimal(strike)} call of ${expiration}`;
}

function dollars(value: Decimal): string {
  return toFixed(value, 2);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
