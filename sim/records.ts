import { compare } from '../domain/compare.js';
import { recordJson } from '../domain/records/record-json.js';
import type { Dataset, RecordOf } from '../domain/records/records.js';
import type { DateRange } from '../domain/time/dates.js';
import type { PlantedSeason } from './planted/season.js';
import type { PlayedWeek } from './planted/weeks.js';

/** Canonical records as JSON lines, by dataset. */
export type RecordLines = Partial<Record<Dataset, string>>;

/** What was advised, traded and paid in a week. */
export function weekRecords({ sessions }: PlayedWeek): RecordLines {
  const played = sessions.map((session) => session.played);
  const executions = played.flatMap((one) => one.executions);
  return {
    recommendations: jsonLines(
      'recommendations',
      played.flatMap(({ advised }) => advised.map(({ recommendation }) => recommendation)),
    ),
    executions: jsonLines(
      'executions',
      executions.toSorted((a, b) => compare(a.executed_at, b.executed_at)),
    ),
    cash_flows: jsonLines(
      'cash_flows',
      played.flatMap(({ cashFlows }) => cashFlows),
    ),
  };
}

/** The bars of some days. */
export function barRecords({ market: { bars } }: PlantedSeason, { from, to }: DateRange): RecordLines {
  const within = [...bars.values()].flat().filter(({ ts }) => ts >= from && ts <= to);
  return { bars: jsonLines('bars', within) };
}

export function eventRecords({ market: { events } }: PlantedSeason): RecordLines {
  return { market_events: jsonLines('market_events', events) };
}

export function jsonLines<D extends Dataset>(dataset: D, records: readonly RecordOf[D][]): string {
  return records.map((record) => `${JSON.stringify(recordJson(dataset, record))}\n`).join('');
}
