import type { IsoDate } from '../../domain/time/dates.js';
import type { Closings } from '../../domain/learning/hourly/hourly-accounts.js';
import type { Reader } from '../duckdb/warehouse.js';
import { KNOWN_SINCE } from './training-window.js';

/** A label, and when it became known. */
export interface KnownLabel {
  scenario_id: string;
  labelled_at: string;
  label: 0 | 1;
  reward: number | null;
}

/** The labels of the stream of a window, as {@link streamedRows} has them, in the order of their ids. */
export function knownLabels(
  reader: Reader,
  { from, to }: { from: IsoDate; to: IsoDate },
): Promise<KnownLabel[]> {
  return reader.rows<KnownLabel>(
    `SELECT scenario_id, labelled_at, label, reward FROM scenarios AS s
     WHERE status = 'labelled' AND label IS NOT NULL AND trading_date <= $to::DATE
       AND (trading_date >= $from::DATE OR ${KNOWN_SINCE}) ORDER BY scenario_id`,
    { from, to },
  );
}

/** Every account with scenarios, and how many labels of each became known on each of some days, at a known time. */
export async function intradayClosings(
  reader: Reader,
  { from, to }: { from: IsoDate; to: IsoDate },
): Promise<{ accounts: string[]; closings: Closings[] }> {
  const accounts = await reader.rows<{ account: string }>(
    'SELECT DISTINCT account FROM scenarios WHERE account IS NOT NULL ORDER BY account',
  );
  const closings = await reader.rows<Closings>(
    `SELECT account, session, count(*) AS closings FROM (
       SELECT account, (labelled_at::TIMESTAMPTZ AT TIME ZONE 'America/New_York')::DATE AS session FROM scenarios
       WHERE status = 'labelled' AND reward_source = 'outcome' AND account IS NOT NULL AND length(labelled_at) > 10)
     WHERE session BETWEEN $from::DATE AND $to::DATE GROUP BY account, session ORDER BY account, session`,
    { from, to },
  );
  return { accounts: accounts.map(({ account }) => account), closings };
}
