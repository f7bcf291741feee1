import type { IsoDate } from '../../domain/time/dates.js';
import { formatDecimal } from '../../domain/number/decimal.js';
import { groupBy } from '../../domain/group-by.js';
import { FAR_STRIKE, type PriceRecord } from '../../domain/market/seen-price.js';
import { FAR, NARROW, offScale, type OffScale } from '../../domain/market/share-count.js';
import { splitFactor, type Split } from '../../domain/market/split-adjust.js';
import { TRADE_ACTIONS } from '../../domain/records/records.js';
import { readSplits } from './splits.js';
import type { Reader } from '../duckdb/warehouse.js';

/**
 * The stretches on which the daily bars of each symbol are off scale, by what records up to a day say; a symbol
 * without any is missing. `through` null is all there is. SQL finds the symbols with any record that is far from its
 * bar, most often none, and only their records are read.
 */
export async function readOffScale(
  warehouse: Reader,
  { through }: { through: IsoDate | null },
): Promise<Map<string, OffScale[]>> {
  const symbols = await warehouse.rows<{ symbol: string }>(
    `SELECT DISTINCT symbol FROM bars WHERE "interval" = '1d' AND symbol IN (
       SELECT underlying FROM executions UNION SELECT underlying FROM recommendations UNION SELECT underlying FROM quotes)
     ORDER BY symbol`,
  );
  if (symbols.length === 0) return new Map();
  const splits = await readSplits(
    warehouse,
    symbols.map(({ symbol }) => symbol),
  );
  const records = await warehouse.rows<PriceRecord & { symbol: string }>(EVIDENCE, {
    ...scales(splits),
    through: through ?? '9999-12-31',
    actions: TRADE_ACTIONS,
  });
  const stretches = [...groupBy(records, ({ symbol }) => symbol)].map(
    ([symbol, own]): [string, OffScale[]] => [symbol, offScale(own, splits.get(symbol) ?? [])],
  );
  return new Map(stretches.filter(([, own]) => own.length > 0));
}

/** Between which days adjusted bars are retracted by which factor: a row for each stretch that ends with a split. */
function scales(splits: ReadonlyMap<string, readonly Split[]>) {
  const rows = [...splits].flatMap(([symbol, own]) => {
    const dates = [...new Set(own.map(({ date }) => date))].sort();
    return dates.map((date, i) => ({
      symbol,
      from: dates[i - 1] ?? '0001-01-01',
      before: date,
      factor: splitFactor(own, (split) => split >= date),
    }));
  });
  return {
    symbols: rows.map(({ symbol }) => symbol),
    from: rows.map(({ from }) => from),
    before: rows.map(({ before }) => before),
    factors: rows.map(({ factor }) => formatDecimal(factor)),
  };
}

/**
 * The share trades of assignments and exercises change hands at a strike (those of adjusted contracts for as much
 * money), up to some days before or after these are booked.
 */
const DELIVERED = `
  SELECT DISTINCT e.record_id FROM executions AS e JOIN executions AS ended
    ON ended.account = e.account AND ended.underlying = e.underlying
    AND (ended.strike = e.price OR ended.strike * ended.quantity * coalesce(ended.multiplier, 100) = e.price * e.quantity)
    AND e.trading_date BETWEEN ended.trading_date - 5 AND ended.trading_date + 5
  WHERE e."right" IS NULL AND ended.action IN ('assign', 'exercise')`;

/** An adjusted contract (root AAPL1) is not of one share. */
const PLAIN = `coalesce(multiplier, 100) = 100 AND (root IS NULL OR root = underlying OR NOT regexp_matches(root, '[0-9]$'))`;

/** SQL of how far a bar has to be from the bounds that the premium of a call sets. */
const FAR_OF_CALL = `(CASE WHEN strike + price <= price * ${NARROW} THEN ${FAR.price} ELSE ${FAR.bound} END)`;

/**
 * SQL of all that says what a share cost, beside its bars. Advice of the reference algorithm has its price from these
 * very bars, and says so by naming their session.
 */
const EVIDENCE = `
  WITH seen AS (
    SELECT * FROM (
      SELECT underlying AS symbol, trading_date AS day, 'trade' AS source, 'share' AS kind, NULL AS "right", NULL AS strike,
        NULL AS expiration, price
      FROM executions WHERE "right" IS NULL AND price > 0 AND list_contains($actions, action)
        AND record_id NOT IN (${DELIVERED})
      UNION ALL SELECT underlying, trading_date, 'trade', 'premium', "right", strike, expiration, price
      FROM executions WHERE "right" IS NOT NULL AND price > 0 AND strike > 0 AND list_contains($actions, action) AND ${PLAIN}
      UNION ALL SELECT underlying, trading_date, 'trade', 'delivery', "right", strike, expiration, NULL
      FROM executions WHERE action IN ('assign', 'exercise') AND strike > 0 AND ${PLAIN}
      UNION ALL SELECT underlying, trading_date, 'quote', 'share', NULL, NULL, NULL, underlying_price
      FROM quotes WHERE underlying_price > 0
      UNION ALL SELECT underlying, trading_date, 'advice', 'share', NULL, NULL, NULL, underlying_price
      FROM recommendations WHERE underlying_price > 0 AND NOT contains(coalesce(context, ''), '"price_session"'))
    WHERE day <= $through::DATE),
  scale AS (
    SELECT unnest($symbols) AS symbol, unnest($from)::DATE AS since, unnest($before)::DATE AS before, unnest($factors)::DOUBLE AS factor),
  daily AS (
    SELECT b.symbol, trading_date AS day,
      low::DOUBLE * CASE WHEN adjusted = 'split' THEN coalesce(factor, 1) ELSE 1 END AS low,
      high::DOUBLE * CASE WHEN adjusted = 'split' THEN coalesce(factor, 1) ELSE 1 END AS high
    FROM bars AS b LEFT JOIN scale ON scale.symbol = b.symbol AND trading_date >= since AND trading_date < before
    WHERE "interval" = '1d' AND low > 0 AND trading_date >= (SELECT min(day) FROM seen) - 7
      AND b.symbol IN (SELECT symbol FROM seen)),
  of_two AS (
    SELECT symbol, day, 'advice' AS source, least(low, lag(low) OVER days) AS low, greatest(high, lag(high) OVER days) AS high
    FROM daily WHERE symbol IN (SELECT symbol FROM seen WHERE source = 'advice')
    WINDOW days AS (PARTITION BY symbol ORDER BY day)),
  beside AS (
    SELECT symbol, day, source, kind, "right", strike::DOUBLE AS strike, expiration, price::DOUBLE AS price, low, high
    FROM (SELECT seen.*, low, high FROM seen JOIN daily USING (symbol, day) WHERE source <> 'advice'
      UNION ALL SELECT seen.*, low, high FROM seen JOIN of_two USING (symbol, day, source))),
  far AS (
    SELECT DISTINCT symbol FROM beside WHERE CASE kind
      WHEN 'share' THEN price > high * ${FAR.price} OR price < low / ${FAR.price}
      WHEN 'delivery' THEN CASE "right" WHEN 'call' THEN strike > high * ${FAR.bound} ELSE strike < low / ${FAR.bound} END
      ELSE CASE "right"
        WHEN 'call' THEN price > high * ${FAR_OF_CALL} OR strike + price < low / ${FAR_OF_CALL} OR strike > high * ${FAR_STRIKE}
        ELSE strike - price > high * ${FAR.bound} OR strike < low / ${FAR_STRIKE} END END)
  SELECT DISTINCT * FROM beside SEMI JOIN far USING (symbol) ORDER BY ALL`;
