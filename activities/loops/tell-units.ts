import { NEXT_SESSION_DAYS } from '../../domain/time/session-gaps.js';
import { newYorkDay } from '../../domain/time/calendar.js';
import { barsBetween, type DailyBars, type Market } from '../../domain/market/daily-bars.js';
import { addDays, earlierOf, laterOf, type IsoDate } from '../../domain/time/dates.js';
import { hashOfAll } from '../../domain/hash.js';
import { isOffScale } from '../../domain/market/share-count.js';
import { tellOutcomes } from '../../domain/outcomes/outcomes.js';
import { OUTCOMES_RULES } from '../../domain/outcomes/rules.js';
import { mapInPieces, type Pieces } from '../../domain/pieces.js';
import { isTrade } from '../../domain/records/records.js';
import type { ToldUnit, UnitExecution } from '../../store/derived/outcomes.js';

/** A unit's executions in any order, and how far its account is known. */
export interface UnitToTell {
  unitId: string;
  executions: readonly UnitExecution[];
  knownThrough: IsoDate;
}

/** Lots and outcomes of units, with the hash of all that they were made from. */
export function tellUnits({
  units,
  market,
}: {
  units: readonly UnitToTell[];
  market: Market;
}): Pieces<ToldUnit[]> {
  return mapInPieces(units, (unit) => tellUnit(unit, market), 1);
}

/**
 * The days on which a unit's shares were dealt in, of each symbol that its outcomes depend on: where it matters what
 * happened within the day.
 */
export function dealtOn(executions: readonly UnitExecution[]): { symbol: string; day: IsoDate }[] {
  const dealt = executions.filter(({ right }) => right === null);
  const days = [...new Set(dealt.map(({ executed_at }) => newYorkDay(executed_at)))];
  return marketOf(executions).symbols.flatMap((symbol) => days.map((day) => ({ symbol, day })));
}

/**
 * The bars that the outcomes of executions depend on: of underlyings with share trades or deliveries, over the days of
 * the executions.
 */
export function marketOf(executions: readonly UnitExecution[]) {
  const priced = executions.filter(
    ({ action, right }) =>
      action === 'assign' || action === 'exercise' || (right === null && isTrade(action)),
  );
  const days = executions.map(({ executed_at }) => executed_at.slice(0, 10));
  return {
    symbols: [...new Set(priced.map(({ underlying }) => underlying))],
    // A day wider on both ends: the texts of instants are UTC days, and an event may have no session of its own.
    from: addDays(days.reduce(earlierOf, '9999-01-01'), -NEXT_SESSION_DAYS),
    to: addDays(days.reduce(laterOf, '0001-01-01'), 1),
  };
}

function tellUnit({ unitId, executions, knownThrough }: UnitToTell, market: Market): ToldUnit {
  const told = tellOutcomes(executions, { market, knownThrough });
  const { symbols, from, to } = marketOf(executions);
  const prices = symbols.flatMap((symbol) => {
    const daily = market.get(symbol);
    if (daily === undefined) return [];
    const splits = daily.splits.map(({ date, ratio }) => `${date} ${ratio}`);
    const offScale = daily.offScale
      .filter((stretch) => isOffScale([stretch], from, to))
      .map(
        (stretch) => `off scale ${laterOf(stretch.from ?? from, from)} ${earlierOf(stretch.until ?? to, to)}`,
      );
    const bars = barsBetween(daily, from, to).map(
      ({ date, low, high, close }) => `${date} ${low} ${high} ${close}`,
    );
    return [symbol, ...splits, ...offScale, ...bars, ...finerTexts(daily, symbol, executions)];
  });
  const inputHash = hashOfAll([
    OUTCOMES_RULES,
    ...executions.map(({ record_id, content_hash }) => `${record_id} ${content_hash}`),
    ...prices,
    ...told.lots.filter(({ flags }) => flags.includes('lapsed')).map(({ lot_id }) => lot_id),
  ]);
  return { unitId, inputHash, ...told };
}

function finerTexts({ finer }: DailyBars, symbol: string, executions: readonly UnitExecution[]): string[] {
  if (finer === undefined) return [];
  const days = executions.map(({ executed_at }) => newYorkDay(executed_at));
  const [first, last] = [days.reduce(earlierOf), days.reduce(laterOf)];
  const dealt = new Set(dealtOn(executions).flatMap((on) => (on.symbol === symbol ? [on.day] : [])));
  return [...finer]
    .filter(([date]) => date >= first && date <= last)
    .flatMap(([date, day]) => [
      `${date} ${day.low} ${day.high}`,
      ...(dealt.has(date) ? day.bars.map(({ ts, low, high }) => `${ts} ${low} ${high}`) : []),
    ]);
}
