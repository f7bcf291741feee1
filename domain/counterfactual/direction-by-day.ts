import { barsBetween, type DailyBars } from '../market/daily-bars.js';
import { groupBy } from '../group-by.js';
import { toNumber } from '../number/decimal.js';
import type { IsoDate } from '../time/dates.js';
import { deltaInSession, pricedKey } from './counterfactual-model.js';
import type { View } from './advised-package.js';
import type { Quantity } from './package-value.js';

/**
 * What the underlying's moves from a day's session to a horizon made of trades of that session, each move with the
 * delta that the trades had before it; in dollars. Where nobody can foretell prices this is nothing on average, however
 * often the delta is looked at. Looked at every close, what is left of a difference is its price and its volatility,
 * not where the underlying happened to go.
 */
export function directionByDay(
  trades: readonly Quantity[],
  { daily, view, day, horizon }: { daily: DailyBars; view: View; day: IsoDate; horizon: IsoDate },
): number {
  const positions = [...groupBy(trades, ({ contract }) => pricedKey(contract)).values()].flatMap((same) => {
    const quantity = same.reduce((sum, trade) => sum + trade.quantity, 0);
    const [first] = same;
    return first === undefined || quantity === 0 ? [] : [{ contract: first.contract, quantity }];
  });
  const { volatility } = view;
  let [on, price, direction] = [day, view.price, 0];
  for (const bar of positions.length === 0 ? [] : barsBetween(daily, day, horizon)) {
    const close = toNumber(bar.close);
    for (const { contract, quantity } of positions)
      direction +=
        quantity *
        contract.multiplier *
        deltaInSession(contract, on, { price, volatility }) *
        (close - price);
    [on, price] = [bar.date, close];
  }
  return direction;
}
