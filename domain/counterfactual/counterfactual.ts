/**
 * What following the advice would have come to beside what the human did, on a common horizon, by model: the method and
 * its assumptions are in docs/decisions/counterfactual-by-model.md. Model arithmetic is in doubles; what comes out is
 * rounded to cents once.
 */
import { advisedLegs, advisedQuantity, heldPrice, viewOf, type View } from './advised-package.js';
import { adviceParts } from './advice-parts.js';
import { attribution, ATTRIBUTION_STEPS, type AttributionStep } from './attribution.js';
import { heldAtFirst, horizonOf } from './common-horizon.js';
import type { CounterfactualCase } from './counterfactual-case.js';
import { deltaInSession, markInSession, MODEL, priceOn } from './counterfactual-model.js';
import type { DailyBars } from '../market/daily-bars.js';
import type { IsoDate } from '../time/dates.js';
import { decimal, type Decimal } from '../number/decimal.js';
import { modelHalfSpread } from './half-spread.js';
import { isOffScale } from '../market/share-count.js';
import { packageValue, type Leg, type Package, type Scenario } from './package-value.js';

const CENT = decimal('0.01');

export type Verdict = 'user_better' | 'algorithm_better' | 'neutral' | 'undetermined';

/** The columns of the table that the model gives; money in dollars and whole cents. */
export type Counterfactual = {
  horizon: IsoDate | null;
  source: 'model' | 'none';
  verdict: Verdict;
} & Record<
  | 'pnl_low'
  | 'pnl_mid'
  | 'pnl_high'
  | 'human_pnl'
  | 'difference_low'
  | 'difference_mid'
  | 'difference_high'
  | 'difference_delta_hedged',
  Decimal | null
> &
  Record<AttributionStep, Decimal | null>;

/**
 * The counterfactual of one piece of advice that asked for a trade; undefined while its horizon lies beyond `asOf` or
 * beyond the last bar. Without bars, on bars of another share count, without a volatility that reaches the advised
 * premium, across a split and for structures of several legs there is nothing to go by: source `none`, undetermined.
 */
export function counterfactual(given: CounterfactualCase): Counterfactual | undefined {
  const { advice, answers, daily, lastBar, asOf } = given;
  const t0 = advice.trading_date;
  const parts = adviceParts(advice);
  if (parts === undefined) return t0 > asOf ? undefined : NOT_JUDGED;

  const quantity = advisedQuantity(given);
  const advised = parts.map(({ contract, sign }) => ({ contract, quantity: sign * quantity }));
  const heldContracts = heldAtFirst(parts, [advised, answers]);
  const horizon = horizonOf(given, { advised, held: heldContracts });
  if (horizon > asOf) return undefined;
  if (lastBar !== null && lastBar < horizon) return undefined;
  if (daily === undefined || isOffScale(daily.offScale, t0, horizon)) return nothingToGoBy(horizon);
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
  const spotOn = spotsOf(daily, view, t0);
  const direction = (side: Package) => directionUsd(side, { spot, spotOn, volatility: view.volatility });
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
    difference_delta_hedged: human_pnl - pnl_mid - cents(direction(human) - direction(algorithm)),
    verdict: verdictOf(difference_low, difference_high, cents(bandOf([algorithm, human], spotOn))),
    ...attribution({
      algorithm,
      human,
      priceIn: (contract, day) =>
        markInSession(contract, day, { price: spotOn(day), volatility: view.volatility }),
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

/**
 * The underlying where the model takes it to be in a day's session: as the advice saw it on its own day, later at the
 * day's close.
 */
export function spotsOf(daily: DailyBars, view: View, adviceDay: IsoDate) {
  return (day: IsoDate): number => (day === adviceDay ? view.price : (priceOn(daily, day) ?? view.price));
}

/**
 * Volatility too low, right, too high, at the model's interest and at none; trades that nobody made a half spread
 * better, at the middle, a half spread worse.
 */
function scenariosOf({ volatility, volatilityError, withoutInterest }: View, price: number): Scenario[] {
  const views = [
    { rate: MODEL.rate, volatility },
    { rate: MODEL.leastRate, volatility: withoutInterest },
  ];
  return views.flatMap((view) =>
    [-1, 0, 1].flatMap((error) =>
      [-1, 0, 1].map((spreads) => ({
        underlying: { price, rate: view.rate, volatility: view.volatility * (1 + error * volatilityError) },
        spreads,
      })),
    ),
  );
}

/** Spread and fees of going in and out once, of the side that has more of it. */
function bandOf(sides: readonly Package[], spotOn: (day: IsoDate) => number): number {
  const fees = ({ legs, exits }: Package) => total([...legs, ...exits].map(({ feesUsd }) => feesUsd));
  return 2 * Math.max(...sides.map(({ legs }) => halfSpreadUsd(legs, spotOn))) + total(sides.map(fees));
}

/** Of trades that were made together: what was bought and what was sold pay one spread, the wider one. */
function halfSpreadUsd(legs: readonly Leg[], spotOn: (day: IsoDate) => number): number {
  const [bought, sold] = [1, -1].map((sign) =>
    total(
      legs
        .filter(({ quantity }) => Math.sign(quantity) === sign)
        .map(({ contract, quantity, price, day, halfSpread }) => {
          const each = halfSpread ?? modelHalfSpread([{ contract, price, spot: spotOn(day) }]);
          return Math.abs(quantity) * contract.multiplier * each;
        }),
    ),
  ) as [number, number];
  return legs.some(({ halfSpread }) => halfSpread !== null) ? bought + sold : Math.max(bought, sold);
}

/**
 * What the underlying's move up to the horizon made of the trades, each with the delta that it had when it was made; in
 * dollars.
 */
export function directionUsd(
  { legs }: Package,
  { spot, spotOn, volatility }: { spot: number; spotOn: (day: IsoDate) => number; volatility: number },
): number {
  return total(
    legs.map(({ contract, quantity, day }) => {
      const price = spotOn(day);
      const delta = deltaInSession(contract, day, { price, volatility });
      return quantity * contract.multiplier * delta * (spot - price);
    }),
  );
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Whole cents, half away from zero. */
export function cents(dollars: number): Decimal {
  return BigInt(Math.sign(dollars) * Math.round(Math.abs(dollars) * 100)) * CENT;
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
    difference_delta_hedged: null,
    ...(Object.fromEntries(ATTRIBUTION_STEPS.map((step) => [step, null])) as Record<AttributionStep, null>),
  };
}

/** Of advice that is compared with nothing. */
export const NOT_JUDGED: Counterfactual = nothingToGoBy(null);
