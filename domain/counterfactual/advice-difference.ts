import { adviceParts, type AdvicePart } from './advice-parts.js';
import { advisedLegs, advisedQuantity, heldPrice, type View } from './advised-package.js';
import { heldAtFirst, horizonOf } from './common-horizon.js';
import { cents } from './counterfactual.js';
import { directionByDay } from './direction-by-day.js';
import type { ComparedAdvice, CounterfactualCase } from './counterfactual-case.js';
import { priceOn } from './counterfactual-model.js';
import type { DailyBars } from '../market/daily-bars.js';
import { isOffScale } from '../market/share-count.js';
import { toNumber, type Decimal } from '../number/decimal.js';
import type { IsoDate } from '../time/dates.js';
import { packageValue, type Leg, type Package, type Quantity } from './package-value.js';

/** Two pieces of advice on one matter and day, both taken as followed and held to expiration. */
export interface TwoAdvices {
  advice: ComparedAdvice;
  /** Null: nothing is done instead. */
  other: ComparedAdvice | null;
  /** What the model assumes, by the first of the two. */
  view: View | undefined;
  daily: DailyBars | undefined;
  /** The last day of which anything is known. */
  asOf: IsoDate;
}

export type AdviceDifference =
  /** The horizon is not reached yet, by the day or by the bars. */
  | { kind: 'later' }
  /** There is nothing to go by: see {@link counterfactual}. */
  | { kind: 'none' }
  /** Other − advice, hedged day by day: whole cents, and in % of the underlying's price. */
  | { kind: 'judged'; on: IsoDate; usd: Decimal; percent: number };

const NONE: AdviceDifference = { kind: 'none' };

/**
 * What other advice would have come to beside this, delta-hedged, on their common horizon: as {@link counterfactual}
 * compares a trade with advice, with the other advice as the trade, but hedged anew at every close.
 */
export function adviceDifference({ advice, other, view, daily, asOf }: TwoAdvices): AdviceDifference {
  const day = advice.trading_date;
  const ours = followed(advice, { daily, asOf });
  const theirs = other === null ? NOTHING : followed(other, { daily, asOf });
  if (ours === undefined || theirs === undefined) return NONE;
  const held = heldAtFirst(ours.parts, [ours.trades, theirs.trades]);
  const answers = theirs.trades.map((trade) => ({ ...trade, day, price: 0, feesUsd: 0, halfSpread: null }));
  const horizon = horizonOf({ ...ours.case, answers }, { advised: ours.trades, held });
  if (horizon > asOf) return { kind: 'later' };
  if (daily === undefined || isOffScale(daily.offScale, day, horizon)) return NONE;
  const lastBar = daily.bars.at(-1)?.date;
  if (lastBar !== undefined && lastBar < horizon) return { kind: 'later' };
  const spot = priceOn(daily, horizon);
  const splits = daily.splits.some(({ date }) => date > day && date <= horizon);
  if (view === undefined || spot === undefined || splits) return NONE;

  const { volatility, price } = view;
  const advised = ours.legs(view);
  const before = held.map((position) => ({
    ...position,
    price: heldPrice(position.contract, advised, { view, day }),
  }));
  const valueOf = (legs: readonly Leg[]) => {
    const side: Package = { held: before, legs, exits: [] };
    return cents(packageValue(side, horizon, { underlying: { price: spot, volatility }, spreads: 0 }));
  };
  const instead = theirs.legs(view);
  const turned = advised.map((leg) => ({ ...leg, quantity: -leg.quantity }));
  const direction = directionByDay([...instead, ...turned], { daily, view, day, horizon });
  const usd = valueOf(instead) - valueOf(advised) - cents(direction);
  const notional = ours.quantity * (ours.parts.at(-1)?.contract.multiplier ?? 1) * price;
  return { kind: 'judged', on: horizon, usd, percent: (100 * toNumber(usd)) / notional };
}

interface Followed {
  case: CounterfactualCase;
  parts: readonly AdvicePart[];
  quantity: number;
  trades: readonly Quantity[];
  /** At the advice's own premium, by the model that is given. */
  legs: (view: View) => readonly Leg[];
}

const NOTHING: Pick<Followed, 'trades' | 'legs'> = { trades: [], legs: () => [] };

/** Advice as it would have been traded; undefined where it asks for nothing that can be priced. */
function followed(
  advice: ComparedAdvice,
  { daily, asOf }: Pick<TwoAdvices, 'daily' | 'asOf'>,
): Followed | undefined {
  const given = { advice, answers: [], exits: [], heldQuantity: null, daily, lastBar: null, asOf };
  const parts = adviceParts(advice);
  if (parts === undefined) return undefined;
  const quantity = advisedQuantity(given);
  return {
    case: given,
    parts,
    quantity,
    trades: parts.map(({ contract, sign }) => ({ contract, quantity: sign * quantity })),
    legs: (view) => advisedLegs(given, { parts, view, quantity }),
  };
}
