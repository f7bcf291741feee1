import type { Decimal } from '../../domain/number/decimal.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader } from '../duckdb/warehouse.js';

/** What the open lots of an underlying come to, in one currency; those past their expiration are not among them. */
export interface LotSum {
  /** Null for the total of all underlyings. */
  underlying: string | null;
  currency: string;
  lots: number;
  /**
   * Shares held, below zero owed; contracts likewise. Null in a total: shares of one name and of another are no sum.
   */
  shares: Decimal | null;
  contracts: Decimal | null;
  /** What was paid for what is long, and what was received for what is short, before fees. */
  paid: Decimal;
  received: Decimal;
}

/**
 * The sums of the open lots by underlying, and of all in each currency: currencies are never added. `account` and
 * `underlyings` choose lots.
 */
export function lotSums(
  warehouse: Reader,
  {
    account,
    underlyings,
    asOf,
  }: { account: string | null; underlyings: readonly string[] | null; asOf: IsoDate },
): Promise<LotSum[]> {
  const signed = `CASE WHEN side = 'short' THEN -quantity ELSE quantity END`;
  const total = (what: string, filter: string) =>
    `coalesce(sum(${what}) FILTER (${filter}), 0)::DECIMAL(38,10)`;
  const ofName = (sum: string) => `CASE WHEN underlying IS NULL THEN NULL ELSE ${sum} END`;
  return warehouse.rows<LotSum>(
    `SELECT underlying, currency, count(*) AS lots,
       ${ofName(total(signed, '"right" IS NULL'))} AS shares, ${ofName(total(signed, '"right" IS NOT NULL'))} AS contracts,
       ${total('cost', "side = 'long'")} AS paid, ${total('cost', "side = 'short'")} AS received
     FROM lots
     WHERE (expiration IS NULL OR expiration > $asOf::DATE) AND ($account IS NULL OR account = $account)
       AND ($anyName OR list_contains($underlyings, underlying))
     GROUP BY GROUPING SETS ((underlying, currency), (currency))
     ORDER BY underlying NULLS LAST, currency`,
    { account, asOf, anyName: underlyings === null, underlyings: underlyings ?? [] },
  );
}
