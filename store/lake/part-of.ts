import { SUMS } from '../../domain/records/coarseness.js';
import { partsFound, type Bag, type Fill } from '../../domain/records/part-of.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/** SQL of what is added up with what: purchases, sales, and ends of options by their kind; null for all else. */
const SIDE = `CASE WHEN action LIKE 'buy%' THEN 'buy' WHEN action LIKE 'sell%' THEN 'sell' WHEN action IN ('expire', 'assign', 'exercise') THEN action END`;

interface BagRow {
  of: Bag['of'];
  bag: string;
  is_sum: boolean;
  id: string;
  executed_at: string;
  trading_date: string;
  order_id: string | null;
  quantity: bigint;
  price: bigint | null;
  amount: bigint | null;
}

/**
 * Adds to `superseded` the sums of the touched sessions that executions of other files make up. Gives how many stand
 * beside executions that may be parts of them. `lake` are the rows of the lake files in force, `session_rows` those of
 * the touched sessions.
 *
 * Each report that has sums is compared by itself: what it has one by one, under the same name as another report, is
 * not looked for again. The fills of an order that it has in sum belong to that order alone, in whatever session they
 * are. Of several orders of one quantity and price it is not known which was found one by one, so their times mean
 * nothing.
 */
export async function findMadeUp(warehouse: Warehouse, lake: string): Promise<number> {
  const [sums] = await warehouse.rows<{ there: boolean; ordered: boolean }>(
    `SELECT count(*) > 0 AS there, count(order_id) > 0 AS ordered FROM session_rows WHERE coarseness >= ${SUMS}`,
  );
  if (sums?.there !== true) return 0;
  const elsewhere = `(SELECT * FROM ${lake} ANTI JOIN touched_days USING (account, underlying, trading_date))`;
  const rows = sums.ordered ? `(FROM session_rows UNION ALL BY NAME FROM ${elsewhere})` : 'session_rows';
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE reported_trades AS
     WITH rows AS (
       SELECT seq, record_id, executed_at, trading_date, order_id, quantity, price, amount, coarseness, content_hash, account, underlying,
         (account, underlying, trading_date) IN (FROM touched_days) AS touched,
         json_array(account, underlying, root, "right", strike::VARCHAR, expiration::VARCHAR, multiplier::VARCHAR, currency, ${SIDE})::VARCHAR AS traded
       FROM ${rows} WHERE ${SIDE} IS NOT NULL AND record_id NOT IN (SELECT record_id FROM superseded)),
     orders AS (SELECT DISTINCT traded, order_id FROM rows WHERE touched AND coarseness >= ${SUMS} AND order_id IS NOT NULL)
     SELECT * FROM rows WHERE touched
     UNION ALL
     SELECT * FROM rows SEMI JOIN orders USING (traded, order_id) WHERE NOT touched`,
  );
  const bags = bagsOf(
    await warehouse.rows<BagRow>(
      `WITH best AS (
         SELECT record_id, executed_at, trading_date, order_id, quantity, price, amount, coarseness, traded, touched FROM reported_trades
         QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY coarseness, content_hash, seq) = 1),
       fills AS (SELECT * FROM best WHERE coarseness < ${SUMS}),
       alike AS (
         SELECT seq, record_id, count(*) OVER (PARTITION BY seq, traded, trading_date, quantity, round(price, 4)) > 1 AS one_of_several FROM reported_trades),
       sums AS (
         SELECT alike.seq, best.* REPLACE (CASE WHEN one_of_several THEN best.trading_date::VARCHAR ELSE executed_at END AS executed_at)
         FROM best JOIN alike USING (record_id) WHERE best.coarseness >= ${SUMS}),
       of_sessions AS (
         SELECT seq, fills.* FROM (SELECT DISTINCT seq, traded, trading_date FROM sums WHERE touched) JOIN fills USING (traded, trading_date)
         ANTI JOIN reported_trades USING (seq, record_id)),
       of_orders AS (
         SELECT seq, fills.* FROM (SELECT DISTINCT seq, traded, order_id FROM sums) JOIN fills USING (traded, order_id)
         ANTI JOIN reported_trades USING (seq, record_id)),
       orders AS (SELECT DISTINCT seq, traded, order_id FROM of_orders),
       bags AS (
         SELECT 'order' AS "of", json_array(seq, traded, order_id)::VARCHAR AS bag, is_sum, record_id, executed_at, trading_date, order_id, quantity, price, amount
         FROM (SELECT TRUE AS is_sum, * FROM sums UNION ALL BY NAME SELECT FALSE AS is_sum, * FROM of_orders) SEMI JOIN orders USING (seq, traded, order_id)
         UNION ALL BY NAME
         SELECT 'session' AS "of", json_array(seq, traded, trading_date::VARCHAR)::VARCHAR AS bag, is_sum, record_id, executed_at, trading_date, order_id, quantity, price, amount
         FROM (SELECT TRUE AS is_sum, * FROM sums WHERE touched UNION ALL BY NAME SELECT FALSE AS is_sum, * FROM of_sessions)
         ANTI JOIN orders USING (seq, traded, order_id)),
       whole AS (SELECT bag FROM bags GROUP BY bag HAVING bool_or(is_sum) AND bool_or(NOT is_sum))
       SELECT "of", bag, is_sum, record_id AS id, executed_at, trading_date, order_id, quantity, price, amount FROM bags SEMI JOIN whole USING (bag)
       ORDER BY bag, id`,
    ),
  );
  const found = bags.map(partsFound);
  const madeUp = new Set(found.flatMap((each) => each.madeUp));
  const doubtful = new Set(found.flatMap((each) => each.doubtful).filter((id) => !madeUp.has(id)));
  await warehouse.insert(
    'superseded',
    [...madeUp].sort().map((record_id) => ({ record_id, because: 'parts' })),
  );
  return doubtful.size;
}

function bagsOf(rows: readonly BagRow[]): Bag[] {
  const bags = new Map<string, { of: Bag['of']; sums: Fill[]; fills: Fill[] }>();
  for (const {
    of,
    bag,
    is_sum,
    executed_at: at,
    trading_date: tradingDate,
    order_id: orderId,
    ...row
  } of rows) {
    const members = bags.get(bag) ?? { of, sums: [], fills: [] };
    bags.set(bag, members);
    members[is_sum ? 'sums' : 'fills'].push({ ...row, at, tradingDate, orderId });
  }
  return [...bags.values()];
}
