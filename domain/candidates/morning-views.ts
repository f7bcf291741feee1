import { viewBefore, type MarketView, type PriceHistory } from '../market/price-history.js';
import type { IsoDate } from '../time/dates.js';
import type { LoggedAnswer, Situation } from './stretch.js';

/** How many returns versions measure volatility over, by name; none of an algorithm that is not ours. */
export type Lookbacks = ReadonlyMap<string, number>;

export interface MorningInputs {
  /** Of an underlying. */
  history: PriceHistory | undefined;
  date: IsoDate;
  /** Of the log, on the underlying on that day. */
  advice: readonly Pick<LoggedAnswer, 'algorithm_version' | 'volatility'>[];
  lookbacks: Lookbacks;
}

/** Six places of a volatility say so many of a ratio. */
const RATIO_PLACES = 4;
/** Beyond this, one way or the other, it is not the volatility of the same thing. */
const MOST_RATIO = 10;

/**
 * What was known of an underlying in a morning, by the volatility of the log's advice where the bars give another: what
 * the algorithm knew of options beside daily bars holds for changed advice as well. By the bars alone changed advice
 * would be sold at another volatility than the advice that it stands beside, and seem to lose or gain by that.
 */
export function viewsOn({ history, date, advice, lookbacks }: MorningInputs): Situation['viewOf'] {
  const ofBars = byLookback((lookback) => history && viewBefore(history, date, lookback));
  let views: ReturnType<typeof byLookback> | undefined;
  return (lookback) => {
    if (views === undefined) {
      const ratio = ratioOf({ advice, lookbacks }, ofBars);
      views = ratio === 1 ? ofBars : byLookback((days) => scaled(ofBars(days), ratio));
    }
    return views(lookback);
  };
}

/** Views, each found once. There are thousands of mornings, and nearly all are looked at by one lookback alone. */
function byLookback(
  find: (lookback: number) => MarketView | undefined,
): (lookback: number) => MarketView | undefined {
  let first: { lookback: number; view: MarketView | undefined } | undefined;
  let others: Map<number, MarketView | undefined> | undefined;
  return (lookback) => {
    first ??= { lookback, view: find(lookback) };
    if (first.lookback === lookback) return first.view;
    others ??= new Map();
    if (!others.has(lookback)) others.set(lookback, find(lookback));
    return others.get(lookback);
  };
}

/**
 * The volatility of advice ÷ that of bars; 1 where they agree in the six places that a context has. The context is the
 * log's own: what is no volatility, or one in per cent, says nothing.
 */
function ratioOf(
  { advice, lookbacks }: Pick<MorningInputs, 'advice' | 'lookbacks'>,
  ofBars: (lookback: number) => MarketView | undefined,
): number {
  for (const { volatility, algorithm_version } of advice) {
    const lookback = lookbacks.get(algorithm_version ?? '');
    const own = lookback === undefined ? undefined : ofBars(lookback)?.volatility;
    if (volatility === null || own === undefined || own === 0) continue;
    if (Number(own.toFixed(6)) === volatility) return 1;
    const ratio = Number((volatility / own).toFixed(RATIO_PLACES));
    if (ratio >= 1 / MOST_RATIO && ratio <= MOST_RATIO) return ratio;
  }
  return 1;
}

function scaled(view: MarketView | undefined, ratio: number): MarketView | undefined {
  return view && { ...view, volatility: view.volatility * ratio };
}
