import { V3_3 } from '../domain/algorithm/algorithm-parameters.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { decimal, multiply, ZERO } from '../domain/number/decimal.js';
import { addDays, type IsoDate } from '../domain/time/dates.js';
import { advise } from '../domain/algorithm/reference-algorithm.js';
import type { Recommendation } from '../domain/records/records.js';
import { openBroker, sharesOf, type AccountTerms, type Broker } from './broker.js';
import { simulateMarket, type SimulatedMarket } from './market.js';
import { buyShares, tradeAlone } from './own-initiative.js';
import { answer } from './person.js';
import type { Preferences } from './preferences.js';
import { sessionOf, type QuoteTerms } from './quotes.js';
import { seededRandom } from '../domain/number/random.js';
import type { Ticker } from './tickers.js';

export interface SeasonInput {
  from: IsoDate;
  to: IsoDate;
  seed: number;
  tickers: readonly Ticker[];
  accounts: readonly AccountTerms[];
  preferences: Preferences;
}

export interface Season {
  market: SimulatedMarket;
  recommendations: Recommendation[];
  brokers: readonly Broker[];
}

/** Bars before the first day, so that there is a volatility to advise on from the start. */
const RUN_IN_DAYS = 38;
const QUOTED: QuoteTerms = { halfSpread: { of: 'worth', share: 0.015 }, volatilityPremium: 1 };

/**
 * Plays a season day by day: before the open the reference algorithm advises on what is held, in the session the person
 * answers and trades on its own, after the close contracts end. The same input gives the same season.
 */
export function playSeason({ from, to, seed, tickers, accounts, preferences }: SeasonInput): Season {
  const marketRandom = seededRandom(seed);
  const first = addDays(from, -RUN_IN_DAYS);
  const days = { from, to, runInDays: RUN_IN_DAYS, pricedOn: first };
  const market = simulateMarket(tickers, days, () => marketRandom);
  const random = seededRandom(seed + 1);
  const brokers = accounts.map((terms) => openBroker(terms, () => random));
  const recommendations: Recommendation[] = [];
  const around = {
    preferences,
    increments: V3_3.strikeIncrements,
    earnings: market.events.filter(({ kind }) => kind === 'earnings'),
    random,
  };
  for (const date of sessionsBetween(from, to)) {
    const session = sessionOf(market, date, QUOTED);
    const positions = brokers.flatMap((broker) => broker.held(date));
    const advice = advise({ date, positions, bars: market.histories, parameters: V3_3 }).recommendations;
    recommendations.push(...advice);
    for (const broker of brokers) {
      settle(broker, date, { from, tickers });
      for (const recommendation of advice.filter(({ account }) => account === broker.terms.account)) {
        const held = broker.held(date);
        const answered = answer(recommendation, { ...around, session, held });
        if (answered) broker.fill(date, answered.minute, answered.legs);
      }
      buyShares(broker, session, (symbol) => symbolOn(tickers, symbol, date));
    }
    const [first] = brokers;
    if (first)
      for (const name of preferences.tradesAlone) tradeAlone(first, session, name, V3_3.strikeIncrements);
    for (const broker of brokers) broker.endDay(session);
  }
  return { market, recommendations, brokers };
}

/** What happens to an account before the open: the first deposit, dividends, new symbols. */
function settle(
  broker: Broker,
  date: IsoDate,
  { from, tickers }: Pick<SeasonInput, 'from' | 'tickers'>,
): void {
  if (date === from)
    broker.pay({
      at: date,
      kind: 'deposit',
      amount: decimal(broker.terms.deposit),
      underlying: null,
      description: 'Electronic transfer',
    });
  for (const { symbol, dividend, renamed } of tickers) {
    if (renamed?.date === date) broker.rename(date, symbol, renamed.to);
    const shares = dividend?.exDate === date ? sharesOf(broker, symbol, date) : ZERO;
    if (dividend && shares > ZERO)
      broker.pay({
        at: dividend.payDate,
        kind: 'dividend',
        amount: multiply(shares, decimal(dividend.amount)),
        underlying: symbol,
        description: `Cash dividend of ${symbol}`,
      });
  }
}

function symbolOn(tickers: readonly Ticker[], symbol: string, date: IsoDate): string {
  const renamed = tickers.find((ticker) => ticker.symbol === symbol)?.renamed;
  return renamed && date >= renamed.date ? renamed.to : symbol;
}
