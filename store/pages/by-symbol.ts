import type { Decimal } from '../../domain/number/decimal.js';
import type { Reader } from '../duckdb/warehouse.js';
import { WHICH_MATCHES, type CountedMatches } from './divergence.js';

/** What became of the advice on an underlying, and what its closed decisions came to on the economic view. */
export interface SymbolCounts {
  symbol: string;
  recommendations: number;
  consent: number;
  modify: number;
  reject: number;
  independent: number;
  /** Null where nothing is closed, one is not known, or they are of several currencies. */
  pnl: Decimal | null;
  currency: string | null;
}

export function countsBySymbol(warehouse: Reader, counted: CountedMatches): Promise<SymbolCounts[]> {
  const ofType = (type: string) => `count(*) FILTER (match_type = '${type}') AS ${type}`;
  return warehouse.rows<SymbolCounts>(
    `WITH counted AS (SELECT * FROM matches WHERE ${WHICH_MATCHES} AND NOT coalesce(excluded, FALSE)),
     realised AS (
       SELECT c.underlying, sum(pnl_economic)::DECIMAL(38,10) AS pnl, count(DISTINCT o.currency) AS currencies,
         any_value(o.currency) AS currency, bool_or(pnl_economic IS NULL) AS unknown
       FROM counted AS c JOIN outcomes AS o USING (match_id) WHERE closed_at IS NOT NULL GROUP BY c.underlying)
     SELECT counted.underlying AS symbol, count(recommendation_id) AS recommendations,
       ${['consent', 'modify', 'reject', 'independent'].map(ofType).join(', ')},
       any_value(CASE WHEN currencies = 1 AND NOT unknown THEN pnl END) AS pnl,
       any_value(CASE WHEN currencies = 1 THEN realised.currency END) AS currency
     FROM counted LEFT JOIN realised ON counted.underlying = realised.underlying
     GROUP BY counted.underlying ORDER BY recommendations DESC, symbol`,
    { ...counted },
  );
}
