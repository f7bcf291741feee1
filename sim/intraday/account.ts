import { seededRandom } from '../../domain/number/random.js';
import type { Execution, Recommendation } from '../../domain/records/records.js';
import { sessionOnOrAfter, nextSession, sessionsAfter } from '../../domain/time/calendar.js';
import type { IsoDate } from '../../domain/time/dates.js';
import { simulateMarket } from '../market.js';
import { sessionOf, type QuoteTerms } from '../quotes.js';
import { INTRADAY_TICKERS } from './tickers.js';
import { intradayTrade } from './trade.js';

/** An account that a bot trades within the session. */
export interface IntradayTerms {
  seed: number;
  from: IsoDate;
  sessions: number;
  /** Pieces of advice a session. */
  aDay: number;
  /** The number of the session, from 0, from which on momentum means the opposite. */
  changes: number;
}

/** The records of a session. */
export interface IntradaySession {
  date: IsoDate;
  /** Whether momentum means the opposite. */
  isChanged: boolean;
  recommendations: Recommendation[];
  executions: Execution[];
}

/** First and last minutes of a session in which the bot advises nothing. */
const FIRST_MINUTE = 5;
const LAST_MINUTES = 15;
const QUOTED: QuoteTerms = { halfSpread: { of: 'worth', share: 0.01 }, volatilityPremium: 1 };

/**
 * Plays the account session by session. The bot advises to buy a hundred shares, and they are sold before it advises
 * again. How likely that pays is planted: by momentum and by the imbalance of the order book, by stock and by hour.
 * From one session on momentum means the opposite. The same terms give the same account.
 */
export function* intradayAccount(terms: IntradayTerms): Generator<IntradaySession> {
  const { seed, from, sessions, aDay, changes } = terms;
  const first = sessionOnOrAfter(from);
  const marketRandom = seededRandom(seed);
  const days = { from: first, to: sessionsAfter(first, sessions), runInDays: 0, pricedOn: first };
  const market = simulateMarket(INTRADAY_TICKERS, days, () => marketRandom);
  const random = seededRandom(seed + 1);
  for (let n = 0, date = first; n < sessions; n++, date = nextSession(date)) {
    const session = sessionOf(market, date, QUOTED);
    const gapMinutes = (session.minutes - FIRST_MINUTE - LAST_MINUTES) / aDay;
    const trades = Array.from({ length: aDay }, (_, i) =>
      intradayTrade({
        ...{ session, gapMinutes, isChanged: n >= changes, id: `${date}-${i + 1}` },
        minute: FIRST_MINUTE + i * gapMinutes,
        random,
      }),
    );
    yield {
      ...{ date, isChanged: n >= changes },
      recommendations: trades.map(({ recommendation }) => recommendation),
      executions: trades.flatMap(({ executions }) => executions),
    };
  }
}
