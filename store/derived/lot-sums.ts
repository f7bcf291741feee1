import type { Decimal } from '../../domain/number/decimal.js';
import type { Reader } from '../duckdb/warehouse.js';

/** What the open lots of an underlying come to, in one currency; those that lapsed are not among them. */
export interface LotSum {
  /** Null for the total of all underlyings. */
  underlying: string | null;
  currency: string;
  lots: number;
  /** Shares held, below zero owed; contracts likewise. */
  shares: Decimal;
  contracts: Decimal;
  /** What was paid for what is long, and what was received for what is short, before fees. */
  paid: Decimal;
  received: Decimal;
}

/** The sums of the open lots by underlying, and of all in each currency: currencies are never added. `account` and `underlyings` choose lots. */
export function lotSums(
  warehouse: Reader,
  { account, underlyings }: { account: string | null; underlyings: readonly string[] | null },
): Promise<LotSum[]> {
  const signed = `CASE WHEN side = 'short' THEN -quantity ELSE quantity END`;
  const total = (what: string, filter: string) =>
    `coalesce(sum(${what}) FILTER (${filter}), 0)::DECIMAL(38,10)`;
  return warehouse.rows<LotSum>(
    `SELECT underlying, currency, count(*) AS lots,
       ${total(signed, '"right" IS NULL')} AS shares, ${total(signed, '"right" IS NOT NULL')} AS contracts,
       ${total('cost', "side = 'long'")} AS paid, ${total('cost', "side = 'short'")} AS received
     FROM lots
     WHERE NOT list_contains(coalesce(flags, []), 'lapsed') AND ($account IS NULL OR account = $account)
       AND ($anyName OR list_contains($underlyings, underlying))
     GROUP BY GROUPING SETS ((underlying, currency), (currency))
     ORDER BY underlying NULLS LAST, currency`,
    { account, anyName: underlyings === null, underlyings: underlyings ?? [] },
  );
}
