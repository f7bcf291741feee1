/**
 * The reference covered-call and roll algorithm: for shares that no call covers it sells one, or waits; each call sold
 * is bought back at the profit target, rolled when it is tested or near its expiration and that brings a credit, or
 * held.
 */
import { counted } from '../counted.js';
import type { AlgorithmParameters } from './algorithm-parameters.js';
import { effectiveParameters, ownOverrides } from './effective-parameters.js';
import { strikeStepsFrom } from './listed-strikes.js';
import type { RegimeName } from './parameter-fields.js';
import { optionDelta, optionPrice, type OptionTerms } from '../market/black-scholes.js';
import { daysBetween, weekday, type IsoDate } from '../time/dates.js';
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
  /** What else was known of an underlying that morning. Without it no earnings are known and no regime holds. */
  known?: (underlying: string) => Known;
}

export interface Known {
  /** Sessions to the next earnings that count as known, 0 on their day; null where none do. */
  earningsIn: number | null;
  /** The regimes that advice on a contract with so many calendar days to its expiration is given in. */
  regimes: (daysToExpiration: number) => readonly RegimeName[];
}

export interface Advice {
  /** Ordered by account, underlying and contract. */
  recommendations: Recommendation[];
  /** Underlyings with something to advise on and too few or too old bars; each once, in alphabetical order. */
  withoutBars: string[];
}

/** What is known of one underlying in the morning, and by what it is advised on. */
type Morning = MarketView &
  Pick<Situation, 'date' | 'parameters'> &
  Pick<Known, 'earningsIn'> & { sentAt: string };

const ONE = decimal(1);
const CONTRACT = decimal(100);
const CENT = decimal('0.01');
const SENT_AT = '09:00:00';
const DAYS_FROM_SENT_TO_CLOSE = 7 / 24;
const NOTHING_KNOWN: Known = { earningsIn: null, regimes: () => [] };

/**
 * Advice for one session, sent half an hour before its open. The same situation gives the same advice, ids included.
 */
export function advise({ date, positions, bars, parameters, known }: Situation): Advice {
  const recommendations: Recommendation[] = [];
  const withoutBars = new Set<string>();
  const sentAt = instantAt(date, SENT_AT);
  for (const position of coverPositions(positions)) {
    if (ownOverrides(parameters, position.underlying).advises === false) continue;
    const history = bars.get(position.underlying);
    const view = history && viewBefore(history, date, parameters.volatility.lookbackReturns);
    if (!view) {
      withoutBars.add(position.underlying);
      continue;
    }
    const { earningsIn, regimes } = known?.(position.underlying) ?? NOTHING_KNOWN;
    const morning = { ...view, date, parameters, earningsIn, sentAt };
    /** Advice by the parameters that hold in the regimes of what those of all would advise. */
    const push = (decide: (morning: Morning) => Decided) => {
      const base = parameters.byRegime.length === 0 ? undefined : decide(morning);
      const effective = effectiveParameters(parameters, {
        underlying: position.underlying,
        regimes: base === undefined ? [] : regimes(daysBetween(date, base.contract.expiration)),
      });
      if (!effective.advises) return;
      const changed = { ...morning, parameters: effective };
      recommendations.push(recommendation(position, changed, decide(changed)));
    };
    if (position.coverable > ZERO) push((given) => onUncoveredShares(position, given));
    for (const call of position.calls) push((given) => onOpenCall(call, given));
  }
  return { recommendations, withoutBars: [...withoutBars].sort() };
}

function onUncoveredShares(position: CoverPosition, morning: Morning): Decided {
  const { date, parameters, price } = morning;
  // The range of days is as wide as a week.
  const expiration = nearestExpiration(date, parameters.dte) as IsoDate;
  const strike = strikeStepsFrom(targetStrike(morning), parameters.strikeSteps, parameters.strikeIncrements);
  const contract = { strike, expiration };
  const premium = worth(contract, morning);
  const name = callName(contract);
  const above = percent(toNumber(divide(contract.strike, price)) - 1);
  const wait = whyNoOpen(name, premium, morning);
  return {
    action: wait === undefined ? 'sell_to_open' : 'wait',
    contract,
    quantity: shareOf(position.coverable, parameters.quantityShare),
    premium,
    rationale:
      wait ??
      `Sell the ${name} for about ${dollars(premium)}: ${above} above the price of ${dollars(price)}.`,
    features: {},
  };
}

function whyNoOpen(name: string, premium: Decimal, morning: Morning): string | undefined {
  const { date, parameters, earningsIn } = morning;
  const { openWeekdays, beforeEarningsSessions } = parameters.quiet;
  if (premium < decimal(parameters.minimumPremium))
    return `Wait: the ${name} would bring ${dollars(premium)}, less than ${dollars(decimal(parameters.minimumPremium))}.`;
  if (openWeekdays.includes(weekday(date))) return 'Wait: no calls are sold on this weekday.';
  if (beforeEarningsSessions > 0 && earningsIn !== null && earningsIn <= beforeEarningsSessions)
    return `Wait: earnings are ${counted(earningsIn, 'session')} away.`;
  return undefined;
}

/** Whole contracts, at least one. */
function shareOf(contracts: Decimal, share: number): Decimal {
  const whole = (multiply(contracts, decimal(share)) / ONE) * ONE;
  return whole < ONE ? ONE : whole;
}

function onOpenCall(call: Position, morning: Morning): Decided {
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

  const enough = value >= CENT && value >= decimal(parameters.minimumBuyBack);
  if (earned !== null && earned >= parameters.profitTarget && enough)
    return {
      ...common,
      action: 'buy_to_close',
      contract,
      premium: value,
      rationale: `Buy the ${name} back at about ${dollars(value)}: ${percent(earned)} of its premium is earned.`,
    };
  const why = tested ? `its strike is tested at ${dollars(price)}` : `it expires in ${daysLeft} days`;
  const roll = tested || daysLeft <= parameters.roll.daysLeft ? rollFor(contract, value, morning) : undefined;
  if (roll)
    return {
      ...common,
      action: 'roll',
      contract: roll.to,
      from: contract,
      premium: roll.credit,
      rationale: `Roll the ${name} to the ${callName(roll.to)} for a ${creditText(roll.credit)}: ${why}.`,
    };
  return {
    ...common,
    action: 'hold',
    contract,
    premium: value,
    rationale: `Hold the ${name}, worth about ${dollars(value)} with the price at ${dollars(price)}.`,
  };
}

/**
 * Up and out if that brings the least credit, else out at the same strike, else none; then so many listed strikes
 * higher as the parameters say. These change where to, never whether: two strikes more seldom leave a credit, and who
 * goes there all the same would be advised no roll.
 */
function rollFor(
  from: Contract,
  value: Decimal,
  morning: Morning,
): { to: Contract; credit: Decimal } | undefined {
  const { date, parameters } = morning;
  const { enabled, dte, strikeSteps, minimumNetCredit } = parameters.roll;
  if (!enabled || parameters.quiet.rollWeekdays.includes(weekday(date))) return undefined;
  const expiration = nearestExpiration(date, dte ?? parameters.dte, from.expiration);
  if (expiration === undefined) return undefined;
  const target = targetStrike(morning);
  const strikes = target > from.strike ? [target, from.strike] : [from.strike];
  const creditOf = (strike: Decimal) => worth({ strike, expiration }, morning) - value;
  const found = strikes.find((strike) => creditOf(strike) >= decimal(minimumNetCredit));
  if (found === undefined) return undefined;
  const strike = strikeStepsFrom(found, strikeSteps, parameters.strikeIncrements);
  return { to: { strike, expiration }, credit: creditOf(strike) };
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

function creditText(credit: Decimal): string {
  return credit < ZERO ? `debit of about ${dollars(-credit)}` : `credit of about ${dollars(credit)}`;
}

function dollars(value: Decimal): string {
  return toFixed(value, 2);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
