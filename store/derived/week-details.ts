import type { Decimal } from '../../domain/number/decimal.js';
import type { Right } from '../../domain/records/instrument.js';
import type { DateRange, IsoDate } from '../../domain/time/dates.js';
import type { ChangedDecision } from '../../domain/week/changed-decision.js';
import type { WeekDetails } from '../../domain/week/week-details.js';
import type { Reader } from '../duckdb/warehouse.js';
import { dayOf } from '../staging/session-calendar.js';
import { offScaleLines } from './off-scale.js';

const CLOSED = dayOf('closed_at');

/** What the message of a week says beside its summary, from the rows that the summary is made of. */
export async function weekDetails(
  warehouse: Reader,
  days: DateRange,
): Promise<
  Pick<WeekDetails, 'realised' | 'unknown_closings' | 'changed' | 'judged'> & { offScale: string[] }
> {
  const closed = await warehouse.rows<{
    currency: string | null;
    pnl: Decimal | null;
    closings: number;
    unknown: number;
  }>(
    `SELECT currency, sum(pnl)::DECIMAL(38,10) AS pnl, count(pnl) AS closings, count(*) - count(pnl) AS unknown
     FROM outcomes WHERE closed_at >= $from AND ${CLOSED} BETWEEN $from::DATE AND $to::DATE
     GROUP BY currency ORDER BY currency`,
    { ...days },
  );
  const judged = await warehouse.rows<{ currency: string | null; decisions: number }>(
    `SELECT currency, count(*) AS decisions FROM counterfactuals
     WHERE horizon BETWEEN $from::DATE AND $to::DATE AND human_pnl IS NOT NULL AND pnl_mid IS NOT NULL
     GROUP BY currency ORDER BY currency`,
    { ...days },
  );
  const [only, ...others] = judged;
  return {
    realised: closed.flatMap(({ currency, pnl, closings }) =>
      pnl === null ? [] : [{ currency, pnl, closings }],
    ),
    unknown_closings: closed.reduce((sum, { unknown }) => sum + unknown, 0),
    changed: await changedDecisions(warehouse, days),
    judged: {
      decisions: judged.reduce((sum, { decisions }) => sum + decisions, 0),
      currency: others.length > 0 ? null : (only?.currency ?? null),
    },
    offScale: await offScaleLines(warehouse, days),
  };
}

/** Those that changed more than the price, which the market makes, or closed what they should have rolled. */
async function changedDecisions(warehouse: Reader, days: DateRange): Promise<ChangedDecision[]> {
  type Side<K extends string> = Record<`${K}_right`, Right | null> &
    Record<`${K}_expiration`, IsoDate | null> &
    Record<`${K}_strike` | `${K}_quantity`, Decimal | null>;
  type Row = Side<'advised'> &
    Side<'traded'> & {
      underlying: string;
      action: string;
      trading_date: IsoDate;
      close_only: boolean;
      advised_premium: Decimal | null;
      traded_price: Decimal | null;
    };
  const rows = await warehouse.rows<Row>(
    `SELECT underlying, action, trading_date, list_contains(coalesce(flags, []), 'close_only') AS close_only,
       advised_right, advised_strike, advised_expiration, advised_quantity, advised_premium,
       traded_right, traded_strike, traded_expiration, traded_quantity, traded_price
     FROM matches
     WHERE match_type = 'modify' AND NOT coalesce(excluded, FALSE) AND trading_date BETWEEN $from::DATE AND $to::DATE
       AND (len(list_filter(coalesce(modified_fields, []), lambda field: field <> 'premium')) > 0
         OR list_contains(coalesce(flags, []), 'close_only'))
     ORDER BY trading_date, underlying, match_id`,
    { ...days },
  );
  return rows.map((row) => ({
    underlying: row.underlying,
    action: row.action,
    trading_date: row.trading_date,
    closeOnly: row.close_only,
    advised: {
      right: row.advised_right,
      strike: row.advised_strike,
      expiration: row.advised_expiration,
      quantity: row.advised_quantity,
      price: row.advised_premium,
    },
    traded: {
      right: row.traded_right,
      strike: row.traded_strike,
      expiration: row.traded_expiration,
      quantity: row.traded_quantity,
      price: row.traded_price,
    },
  }));
}
