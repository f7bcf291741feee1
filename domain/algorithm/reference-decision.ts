/**
 * The rules of the reference algorithm for one matter on one morning: shares that no call covers, or a call that was
 * sold.
 */
import { counted } from '../counted.js';
import type { AlgorithmParameters } from './algorithm-parameters.js';
import { effectiveParameters } from './effective-parameters.js';
import { strikeStepsFrom } from './listed-strikes.js';
import type { RegimeName } from './parameter-fields.js';
import { optionPrice, type OptionTerms } from '../market/black-scholes.js';
import { addDays, daysBetween, weekday, type IsoDate } from '../time/dates.js';
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
import { contractOf, type Contract, type CoverPosition } from './cover-positions.js';
import type { Position } from '../positions/positions.js';
import { nearestExpiration, strikeAtOrAbove, weeklyExpirations } from '../market/option-listing.js';
import type { MarketView } from '../market/price-history.js';
import type { Recommendation } from '../records/records.js';

export interface Known {
  /** Sessions to the next earnings that count as known, 0 on their day; null where none do. */
  earningsIn: number | null;
  /** The regimes that advice on a contract with so many calendar days to its expiration is given in. */
  regimes: (daysToExpiration: number) => readonly RegimeName[];
}

/** What is known of one underlying in the morning, and by what it is advised on. */
export type Morning = MarketView &
  Pick<Known, 'earningsIn'> & { date: IsoDate; parameters: AlgorithmParameters };

/** What is advised on: shares that no call covers, or one call. */
export type Matter = { kind: 'shares'; position: CoverPosition } | { kind: 'call'; call: Position };

/** What the rules come to. */
export interface Decided {
  action: Recommendation['action'];
  contract: Contract;
  from?: Contract;
  quantity: Decimal;
  premium: Decimal;
  rationale: () => string;
  features: Record<string, number | boolean | null>;
}

const ONE = decimal(1);
const CENT = decimal('0.01');
const DAYS_FROM_SENT_TO_CLOSE = 7 / 24;

/**
 * What is advised on a matter, by the parameters that hold in the regimes of what those of all would advise; null where
 * these say to be silent. Gives the morning with the parameters that it was decided by.
 */
export function decide(
  matter: Matter,
  morning: Morning,
  { underlying, regimes }: Pick<Known, 'regimes'> & { underlying: string },
): { morning: Morning; decided: Decided } | null {
  const { parameters, date } = morning;
  const base = parameters.byRegime.length === 0 ? undefined : decideBy(matter, morning);
  const effective = effectiveParameters(parameters, {
    underlying,
    regimes: base === undefined ? [] : regimes(daysBetween(date, base.contract.expiration)),
  });
  if (!effective.advises) return null;
  const changed = { ...morning, parameters: effective };
  return { morning: changed, decided: decideBy(matter, changed) };
}

function decideBy(matter: Matter, morning: Morning): Decided {
  return matter.kind === 'shares'
    ? onUncoveredShares(matter.position, morning)
    : onOpenCall(matter.call, morning);
}

function onUncoveredShares({ coverable }: CoverPosition, morning: Morning): Decided {
  const { date, parameters, price } = morning;
  const expiration = nearestExpiration(date, parameters.dte) ?? nextExpiration(date);
  const strike = strikeStepsFrom(targetStrike(morning), parameters.strikeSteps, parameters.strikeIncrements);
  const contract = { strike, expiration };
  const premium = worth(contract, morning);
  const name = () => callName(contract);
  const above = () => percent(toNumber(divide(contract.strike, price)) - 1);
  const wait = whyNoOpen(name, premium, morning);
  return {
    action: wait === undefined ? 'sell_to_open' : 'wait',
    contract,
    quantity: shareOf(coverable, parameters.quantityShare),
    premium,
    rationale: () =>
      wait?.() ??
      `Sell the ${name()} for about ${dollars(premium)}: ${above()} above the price of ${dollars(price)}.`,
    features: {},
  };
}

/**
 * A range of days is as wide as a week, and yet has none where it begins on the day itself and the week's last session
 * is that day: then it is the next week's.
 */
function nextExpiration(date: IsoDate): IsoDate {
  return weeklyExpirations(addDays(date, 1), addDays(date, 14))[0] as IsoDate;
}

function whyNoOpen(name: () => string, premium: Decimal, morning: Morning): (() => string) | undefined {
  const { date, parameters, earningsIn } = morning;
  const { openWeekdays, beforeEarningsSessions } = parameters.quiet;
  if (premium < decimal(parameters.minimumPremium))
    return () =>
      `Wait: the ${name()} would bring ${dollars(premium)}, less than ${dollars(decimal(parameters.minimumPremium))}.`;
  if (openWeekdays.includes(weekday(date))) return () => 'Wait: no calls are sold on this weekday.';
  if (beforeEarningsSessions > 0 && earningsIn !== null && earningsIn <= beforeEarningsSessions)
    return () => `Wait: earnings are ${counted(earningsIn, 'session')} away.`;
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
  const name = () => callName(contract);

  const enough = value >= CENT && value >= decimal(parameters.minimumBuyBack);
  if (earned !== null && earned >= parameters.profitTarget && enough)
    return {
      ...common,
      action: 'buy_to_close',
      contract,
      premium: value,
      rationale: () =>
        `Buy the ${name()} back at about ${dollars(value)}: ${percent(earned)} of its premium is earned.`,
    };
  const why = () => (tested ? `its strike is tested at ${dollars(price)}` : `it expires in ${daysLeft} days`);
  const roll = tested || daysLeft <= parameters.roll.daysLeft ? rollFor(contract, value, morning) : undefined;
  if (roll)
    return {
      ...common,
      action: 'roll',
      contract: roll.to,
      from: contract,
      premium: roll.credit,
      rationale: () =>
        `Roll the ${name()} to the ${callName(roll.to)} for a ${creditText(roll.credit)}: ${why()}.`,
    };
  return {
    ...common,
    action: 'hold',
    contract,
    premium: value,
    rationale: () => `Hold the ${name()}, worth about ${dollars(value)} with the price at ${dollars(price)}.`,
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

export function termsOf({ strike, expiration }: Contract, { date, price, parameters }: Morning): OptionTerms {
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
