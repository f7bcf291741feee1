import { coverPositions } from '../domain/algorithm/cover-positions.js';
import { closeOn } from '../domain/market/daily-bars.js';
import { decimal, multiply, sum, type Decimal } from '../domain/number/decimal.js';
import { groupBy } from '../domain/group-by.js';
import { openPositions } from '../domain/positions/open-positions.js';
import { sessionOnOrBefore } from '../domain/time/calendar.js';
import type { DateRange, IsoDate } from '../domain/time/dates.js';
import { shiftWeek, weekOf, weekRange } from '../domain/time/iso-week.js';
import { onlyAccount, type Ahead } from '../domain/week/week-ahead.js';
import { modelLine } from '../domain/week/model-line.js';
import type { WeekDetails } from '../domain/week/week-details.js';
import { symbolsOffScale } from '../store/derived/off-scale.js';
import { openOn } from '../store/derived/open-on.js';
import { unsurePatterns } from '../store/derived/patterns.js';
import { weekDetails } from '../store/derived/week-details.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { coveredLess } from '../store/inputs/account-coverage.js';
import type { Facts } from '../store/home/journal.js';
import type { Home } from '../store/home/home.js';
import { watchLines } from './watch-lines.js';
import { weekModels } from './week-models.js';
import { datesAhead, readMarket } from '../store/inputs/market.js';

const SHARES_A_CONTRACT = decimal(100);

/** What the message of a week says beside its summary, and beside what is known of today alone. */
export async function detailsOf(
  { warehouse, journal, home }: { warehouse: Reader; journal: Facts; home: Home },
  days: DateRange,
  { untied, questions }: Pick<WeekDetails, 'untied' | 'questions'>,
): Promise<WeekDetails> {
  const { open_on, ahead } = await aheadOf(warehouse, days);
  const { offScale, ...details } = await weekDetails(warehouse, days);
  return {
    ...details,
    open: ahead.open,
    open_on,
    covered_less: await coveredLess(warehouse, days.to),
    untied: [...untied, ...offScale],
    ahead,
    questions,
    watched: watchLines(journal, weekOf(days.from)),
    model: modelLine(await weekModels({ warehouse, home }, days), days.to),
    unsure: await unsurePatterns(warehouse, weekOf(days.from)),
  };
}

/** What is known at the end of a week of the one that follows, and the day of which positions are known. */
export async function aheadOf(
  warehouse: Reader,
  days: DateRange,
): Promise<{ open_on: IsoDate | null; ahead: Ahead }> {
  const { day: open_on, positions } = await openOn(warehouse, { day: days.to });
  const open = openPositions(positions);
  const next = weekRange(shiftWeek(weekOf(days.from), 1));
  const underlyings = [...new Set(open.map(({ underlying }) => underlying))].sort();
  return {
    open_on,
    ahead: {
      until: next.to,
      open,
      prices: await lastPrices(warehouse, underlyings, open_on),
      events: await datesAhead(warehouse, underlyings, next),
      uncovered: uncoveredOf(positions),
      held: positions,
    },
  };
}

/** Closes of the last session by a day, of those whose bars are on the share count of their trades. */
async function lastPrices(
  warehouse: Reader,
  symbols: readonly string[],
  day: IsoDate | null,
): Promise<Map<string, Decimal>> {
  if (day === null || symbols.length === 0) return new Map();
  const session = sessionOnOrBefore(day);
  const offScale = await symbolsOffScale(warehouse, session);
  const market = await readMarket(warehouse, {
    symbols: symbols.filter((symbol) => !offScale.has(symbol)),
    from: session,
    to: session,
    offScale: new Map(),
  });
  return new Map(
    symbols.flatMap((symbol) => {
      const close = closeOn(market, symbol, session);
      return close === undefined ? [] : [[symbol, close] as const];
    }),
  );
}

function uncoveredOf(positions: Parameters<typeof coverPositions>[0]): Ahead['uncovered'] {
  const coverable = coverPositions(positions).filter((one) => one.coverable > 0n);
  return [...groupBy(coverable, ({ underlying }) => underlying)].map(([underlying, own]) => ({
    underlying,
    shares: multiply(sum(own.map((one) => one.coverable)), SHARES_A_CONTRACT),
    account: onlyAccount(own),
  }));
}
