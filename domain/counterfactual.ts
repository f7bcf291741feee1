/**
 * What following the advice would have come to beside what the human did, on a common horizon, by model: the method and its assumptions
 * are in docs/decisions/counterfactual-by-model.md. Model arithmetic is in doubles; what comes out is rounded to cents once.
 */
import { adviceParts, closesOn, type AdvicePart } from './advice-parts.js';
import type { HeldAdvice } from './asked-terms.js';
import { attribution, ATTRIBUTION_STEPS, unitFees, type AttributionStep } from './attribution.js';
import { nextSession } from './calendar.js';
import {
  contractKey,
  lastSession,
  markInSession,
  MODEL,
  modelHalfSpread,
  priceOn,
  volatilityBefore,
  volatilityOf,
  type Contract,
} from './counterfactual-model.js';
import type { DailyBars } from './daily-bars.js';
import { addDays, earlierOf, laterOf, type IsoDate } from './dates.js';
import { decimal, toNumber, type Decimal } from './decimal.js';
import { groupBy } from './group-by.js';
import {
  packageValue,
  positions,
  type Exit,
  type Leg,
  type Package,
  type Position,
  type Scenario,
} from './package-value.js';

const CENT = decimal('0.01');

export type Verdict = 'user_better' | 'algorithm_better' | 'neutral' | 'undetermined';

/** One piece of advice, what was done about it and what is known of its underlying. */
export interface CounterfactualCase {
  advice: HeldAdvice & { trading_date: IsoDate };
  /** The human's trades in answer. */
  answers: readonly Leg[];
  /** How what the answer opened, and what was held of a contract that the advice wanted closed, ended later; by day. */
  exits: readonly Exit[];
  /** Held of the contract to be closed when the advice came; null where the data shows none. */
  heldQuantity: number | null;
  /** Bars of the underlying around the days compared; undefined where there are none. */
  daily: DailyBars | undefined;
  /** The underlying's last bar of all; null where it has none. */
  lastBar: IsoDate | null;
  asOf: IsoDate;
}

/** The columns of the table that the model gives; money in dollars and whole cents. */
export type Counterfactual = {
  horizon: IsoDate | null;
  source: 'model' | 'none';
  verdict: Verdict;
} & Record<
  'pnl_low' | 'pnl_mid' | 'pnl_high' | 'human_pnl' | 'difference_low' | 'difference_mid' | 'difference_high',
  Decimal | null
> &
  Record<AttributionStep, Decimal | null>;

/** What the model assumes of the day of the advice. */
interface View {
  price: number;
  volatility: number;
  volatilityError: number;
}

/**
 * The counterfactual of one piece of advice that asked for a trade; undefined while its horizon lies beyond `asOf` or beyond the
 * last bar. Without bars, without a volatility, across a split and for structures of several legs there is nothing to go by: source
 * `none`, undetermined.
 */
export function counterfactual(given: CounterfactualCase): Counterfactual | undefined {
  const { advice, answers, daily, lastBar, asOf } = given;
  const t0 = advice.trading_date;
  const parts = adviceParts(advice);
  if (parts === undefined) return t0 > asOf ? undefined : nothingToGoBy(null);

  const quantity = quantityOf(given);
  const advised = parts.map(({ contract, sign }) => ({ contract, quantity: sign * quantity }));
  const heldContracts = heldAtFirst(parts, [advised, answers]);
  const horizon = horizonOf(given, { advised, held: heldContracts });
  if (horizon > asOf) return undefined;
  if (lastBar !== null && lastBar < horizon) return undefined;
  if (daily === undefined) return nothingToGoBy(horizon);
  const spot = priceOn(daily, horizon);
  const view = viewOf(given, parts);
  const splits = daily.splits.some(({ date }) => date > t0 && date <= horizon);
  if (view === undefined || spot === undefined || splits) return nothingToGoBy(horizon);

  const legs = advisedLegs(given, { parts, view, quantity });
  const held = heldContracts.map((position) => ({
    ...position,
    price: heldPrice(position.contract, legs, { view, day: t0 }),
  }));
  const exits = given.exits.filter(({ day }) => day <= horizon);
  const algorithm: Package = { held, legs, exits: [] };
  const human: Package = { held, legs: answers, exits };
  const valueIn = (scenario: Scenario) => (side: Package) => packageValue(side, horizon, scenario);
  const scenarios = scenariosOf(view, spot);
  const told = scenarios.map((scenario) => [algorithm, human].map(valueIn(scenario)) as [number, number]);
  const differences = told.map(([ours, theirs]) => theirs - ours);
  const mid = valueIn({ underlying: { price: spot, volatility: view.volatility }, spreads: 0 });
  const [pnl_mid, human_pnl] = [cents(mid(algorithm)), cents(mid(human))];
  const difference_low = cents(Math.min(...differences));
  const difference_high = cents(Math.max(...differences));
  return {
    horizon,
    source: 'model',
    pnl_low: cents(Math.min(...told.map(([ours]) => ours))),
    pnl_mid,
    pnl_high: cents(Math.max(...told.map(([ours]) => ours))),
    human_pnl,
    difference_low,
    difference_mid: human_pnl - pnl_mid,
    difference_high,
    verdict: verdictOf(difference_low, difference_high, cents(bandOf(algorithm, human))),
    ...attribution({
      algorithm,
      human,
      priceIn: priceInSession(daily, view, t0),
      valueOf: (side) => cents(mid(side)),
    }),
  };
}

/** Neutral inside the band of round-trip spread and fees, undetermined where the interval crosses its edge. */
export function verdictOf(low: Decimal, high: Decimal, band: Decimal): Verdict {
  if (low >= -band && high <= band) return 'neutral';
  if (low > band) return 'user_better';
  return high < -band ? 'algorithm_better' : 'undetermined';
}

function quantityOf({ advice, answers, heldQuantity }: CounterfactualCase): number {
  if (advice.quantity !== null) return toNumber(advice.quantity);
  const [bought, sold] = [1, -1].map((sign) =>
    total(answers.filter((leg) => Math.sign(leg.quantity) === sign).map((leg) => Math.abs(leg.quantity))),
  ) as [number, number];
  return Math.max(bought, sold) || (heldQuantity ?? 1);
}

/** What must have been held for either side to close what it closes: of each contract as much as the greater of the two. */
function heldAtFirst(parts: readonly AdvicePart[], sides: readonly (readonly Position[])[]): Position[] {
  const closing = sides.map((side) => side.filter(({ quantity }) => closesOn(Math.sign(quantity), parts)));
  return [...groupBy(closing.flat(), ({ contract }) => contractKey(contract))].map(([key, legs]) => {
    const closed = closing.map((side) =>
      total(side.filter(({ contract }) => contractKey(contract) === key).map(({ quantity }) => quantity)),
    );
    const most = closed.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    return { contract: (legs[0] as Position).contract, quantity: -most };
  });
}

/**
 * The earliest day on which something that either side holds after its trades is closed or expires; the last of the trades where
 * nothing is held. The algorithm holds to expiration; shares are marked after twenty sessions.
 */
function horizonOf(
  { advice, answers, exits }: CounterfactualCase,
  { advised, held }: { advised: readonly Position[]; held: readonly Position[] },
): IsoDate {
  const t0 = advice.trading_date;
  const endOf = ({ contract }: Position) =>
    contract.right === null ? sessionsAfter(t0) : lastSession(contract);
  const open = (legs: readonly Position[]) =>
    positions(held, legs).filter(({ quantity }) => Math.abs(quantity) > 1e-9);
  const humanEnds = open(answers).map((position) => {
    const key = contractKey(position.contract);
    const exit = exits.find(({ contract }) => contractKey(contract) === key);
    return exit === undefined ? endOf(position) : earlierOf(exit.day, endOf(position));
  });
  const [first] = [...open(advised).map(endOf), ...humanEnds].sort();
  const lastTrade = answers.map(({ day }) => day).reduce(laterOf, t0);
  return first === undefined ? lastTrade : laterOf(first, lastTrade);
}

function sessionsAfter(day: IsoDate): IsoDate {
  let session = day;
  for (let i = 0; i < MODEL.shareHorizonSessions; i++) session = nextSession(session);
  return session;
}

/** The underlying when the advice came, and the volatility that its premium implies, else the realised one. */
function viewOf({ advice, daily }: CounterfactualCase, parts: readonly AdvicePart[]): View | undefined {
  if (daily === undefined) return undefined;
  const day = advice.trading_date;
  const price =
    advice.underlying_price === null
      ? (priceOn(daily, addDays(day, -1)) ?? priceOn(daily, day))
      : toNumber(advice.underlying_price);
  if (price === undefined || price <= 0) return undefined;
  const options = parts.every(({ contract }) => contract.right !== null);
  const implied =
    advice.premium === null || !options
      ? undefined
      : volatilityOf(parts, { day, price, net: netWorth(parts, toNumber(advice.premium)) });
  if (implied !== undefined)
    return { price, volatility: implied, volatilityError: MODEL.volatilityError.implied };
  const realised = volatilityBefore(daily, day) ?? (options ? undefined : 0);
  return realised === undefined
    ? undefined
    : { price, volatility: realised, volatilityError: MODEL.volatilityError.realised };
}

/** A premium as the worth of what is bought less what is sold: a roll's is told as a credit, a single contract's as its price. */
function netWorth(parts: readonly AdvicePart[], premium: number): number {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only.sign * premium : -premium;
}

/** The advised trades at the advised premium, where there is one; a roll's close is at the model's price and its opening makes up the rest. */
function advisedLegs(
  { advice, answers }: CounterfactualCase,
  { parts, view, quantity }: { parts: readonly AdvicePart[]; view: View; quantity: number },
): Leg[] {
  const day = advice.trading_date;
  const { premium, bid, ask } = advice;
  const models = parts.map(({ contract }) => markInSession(contract, day, view));
  const others = total(parts.slice(0, -1).map(({ sign }, i) => sign * (models[i] ?? 0)));
  const quoted =
    bid === null || ask === null || ask < bid ? undefined : toNumber(ask - bid) / 2 / parts.length;
  return parts.map(({ contract, sign }, i) => {
    const isLast = i === parts.length - 1;
    const atPremium = isLast && premium !== null;
    const price = atPremium ? sign * (netWorth(parts, toNumber(premium)) - others) : (models[i] ?? 0);
    return {
      contract,
      quantity: sign * quantity,
      day,
      price,
      feesUsd: unitFees(answers) * quantity,
      halfSpread: quoted ?? modelHalfSpread(contract, price),
    };
  });
}

/** Worth per share of what was held: what the advice would have closed it at, else the model's price. */
function heldPrice(
  contract: Contract,
  legs: readonly Leg[],
  { view, day }: { view: View; day: IsoDate },
): number {
  const advised = legs.find((leg) => contractKey(leg.contract) === contractKey(contract));
  return advised?.price ?? markInSession(contract, day, view);
}

/** The model's price on the day of the advice, or with the underlying's close on a later one. */
function priceInSession(daily: DailyBars, view: View, adviceDay: IsoDate) {
  return (contract: Contract, day: IsoDate): number => {
    const price = day === adviceDay ? view.price : (priceOn(daily, day) ?? view.price);
    return markInSession(contract, day, { price, volatility: view.volatility });
  };
}

/** Volatility too low, right, too high; trades that nobody made a half spread better, at the middle, a half spread worse. */
function scenariosOf({ volatility, volatilityError }: View, price: number): Scenario[] {
  return [-1, 0, 1].flatMap((error) =>
    [-1, 0, 1].map((spreads) => ({
      underlying: { price, volatility: volatility * (1 + error * volatilityError) },
      spreads,
    })),
  );
}

/** Spread and fees of going in and out once, of the side that has more of it. */
function bandOf(...sides: readonly Package[]): number {
  const spread = ({ legs }: Package) =>
    total(
      legs.map(
        ({ contract, quantity, price, halfSpread }) =>
          Math.abs(quantity) * contract.multiplier * (halfSpread ?? modelHalfSpread(contract, price)),
      ),
    );
  const fees = ({ legs, exits }: Package) => total([...legs, ...exits].map(({ feesUsd }) => feesUsd));
  return 2 * Math.max(...sides.map(spread)) + total(sides.map(fees));
}

function nothingToGoBy(horizon: IsoDate | null): Counterfactual {
  return {
    horizon,
    source: 'none',
    verdict: 'undetermined',
    pnl_low: null,
    pnl_mid: null,
    pnl_high: null,
    human_pnl: null,
    difference_low: null,
    difference_mid: null,
    difference_high: null,
    ...(Object.fromEntries(ATTRIBUTION_STEPS.map((step) => [step, null])) as Record<AttributionStep, null>),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Whole cents, half away from zero. */
function cents(dollars: number): Decimal {
  return BigInt(Math.sign(dollars) * Math.round(Math.abs(dollars) * 100)) * CENT;
}
