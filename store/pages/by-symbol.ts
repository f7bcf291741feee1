import type { Decimal } from '../../domain/number/decimal.js';
import type { Reader } from '../duckdb/warehouse.js';
import { WHICH_MATCHES, type CountedMatches } from './divergence.js';

/** What became of the advice on an underlying. */
export interface SymbolCounts {
  symbol: string;
  recommendations: number;
  consent: number;
  modify: number;
  reject: number;
  independent: number;
}

/** What closed decisions on an underlying came to in one currency, on the economic view; null where one is unknown. */
export interface SymbolResult {
  symbol: string;
  currency: string | null;
  pnl: Decimal | null;
}

const COUNTED = `SELECT * FROM matches WHERE ${WHICH_MATCHES} AND NOT coalesce(excluded, FALSE)`;

export function countsBySymbol(warehouse: Reader, counted: CountedMatches): Promise<SymbolCounts[]> {
  const ofType = (type: string) => `count(*) FILTER (match_type = '${type}') AS ${type}`;
  return warehouse.rows<SymbolCounts>(
    `SELECT underlying AS symbol, count(recommendation_id) AS recommendations,
       ${['consent', 'modify', 'reject', 'independent'].map(ofType).join(', ')}
     FROM (${COUNTED}) GROUP BY underlying ORDER BY recommendations DESC, symbol`,
    { ...counted },
  );
}

/** By underlying and currency. */
export function resultsBySymbol(warehouse: Reader, counted: CountedMatches): Promise<SymbolResult[]> {
  return warehouse.rows<SymbolResult>(
    `SELECT c.underlying AS symbol, o.currency,
       CASE WHEN count(*) = count(pnl_economic) THEN sum(pnl_economic)::DECIMAL(38,10) END AS pnl
     FROM (${COUNTED}) AS c JOIN outcomes AS o USING (match_id)
     WHERE closed_at IS NOT NULL GROUP BY 1, 2 ORDER BY symbol, o.currency NULLS LAST`,
    { ...counted },
  );
}
