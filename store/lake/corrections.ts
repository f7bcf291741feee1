import type { Warehouse } from '../duckdb/warehouse.js';

/** Interactive Brokers counts the revisions of an execution behind the last point of its id. */
const REVISED = `execution_id LIKE '________.________.__.__'`;

/** SQL of what an execution is called through all its revisions. */
export const EXECUTION = `CASE WHEN ${REVISED} THEN left(execution_id, -3) ELSE execution_id END`;
const REVISION = `CASE WHEN ${REVISED} THEN coalesce(TRY_CAST(right(execution_id, 2) AS INTEGER), 0) ELSE 0 END`;

/** SQL of what an execution did, as all reports have it. */
const DEED = `json_array(regexp_replace(action, '_to_(open|close)$', ''), "right", strike::VARCHAR, expiration::VARCHAR, quantity::VARCHAR,
  round(price, 4)::VARCHAR)::VARCHAR`;

/**
 * Adds to `superseded` the executions of the touched sessions that were corrected: a file has the same one under its id
 * with another quantity, price or day, and with a later revision, or was made later and no file has both. `lake` are
 * the rows of the lake files in force, `session_rows` those of the touched sessions.
 *
 * Records that are alike are counted (see `record-ids.ts`), so a corrected one is one fewer of its kind in its file. A
 * file without ids, which cannot say which of them it has, has so many fewer of them too. What then is left in the file
 * that has most of them, counts.
 */
export async function findCorrected(warehouse: Warehouse, lake: string): Promise<void> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE versions AS
     WITH named AS (SELECT *, ${EXECUTION} AS execution FROM ${lake} WHERE execution_id IS NOT NULL)
     SELECT account, execution, ${REVISION} AS revision, reported, seq, record_id, underlying, trading_date, ${DEED} AS deed
     FROM named SEMI JOIN (SELECT account, ${EXECUTION} AS execution FROM session_rows WHERE execution_id IS NOT NULL) USING (account, execution)`,
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE outdated AS
     WITH several AS (
       SELECT * FROM versions SEMI JOIN (
         SELECT account, execution FROM versions GROUP BY account, execution HAVING count(DISTINCT record_id) > 1) USING (account, execution)),
     together AS (
       SELECT DISTINCT one.account, one.execution, one.revision, one.record_id, other.record_id AS other_id
       FROM several AS one JOIN several AS other USING (account, execution, revision, seq) WHERE one.record_id <> other.record_id)
     SELECT DISTINCT old.seq, old.record_id, old.account, old.execution
     FROM several AS old JOIN several AS new USING (account, execution)
     LEFT JOIN together ON together.account = old.account AND together.execution = old.execution AND together.revision = old.revision
       AND together.record_id = old.record_id AND together.other_id = new.record_id
     WHERE (new.deed, new.underlying, new.trading_date) <> (old.deed, old.underlying, old.trading_date)
       AND (new.revision > old.revision
         OR (new.revision = old.revision AND (new.reported, new.seq) > (old.reported, old.seq) AND together.other_id IS NULL))`,
  );
  const [found] = await warehouse.rows<{ n: number }>('SELECT count(*) AS n FROM outdated');
  if (found?.n === 0) return;
  await warehouse.run(
    `INSERT INTO superseded
     WITH tellings AS (
       SELECT seq, record_id, account, underlying, trading_date, coarseness, ${DEED} AS deed, execution_id IS NOT NULL OR coarseness < 0 AS named,
         outdated.record_id IS NOT NULL AS is_old, outdated.execution
       FROM session_rows LEFT JOIN outdated USING (account, seq, record_id)),
     kinds AS (
       SELECT record_id, account, underlying, trading_date, arg_max(deed, (named, coarseness >= 0)) AS kind, bool_and(is_old OR NOT named) AS only_old,
         bool_or(is_old) AS was_old
       FROM tellings GROUP BY record_id, account, underlying, trading_date),
     alike AS (SELECT tellings.*, kind FROM tellings JOIN kinds USING (record_id, account, underlying, trading_date)),
     old AS (
       SELECT account, underlying, trading_date, kind, count(DISTINCT execution) AS corrected FROM alike WHERE is_old
       GROUP BY account, underlying, trading_date, kind),
     per_file AS (
       SELECT account, underlying, trading_date, kind, corrected,
         count(*) FILTER (named AND NOT is_old) + greatest(0, count(*) FILTER (NOT named) - corrected) AS n
       FROM alike JOIN old USING (account, underlying, trading_date, kind)
       GROUP BY account, underlying, trading_date, kind, corrected, seq),
     left_over AS (
       SELECT account, underlying, trading_date, kind, max(n) AS n FROM per_file GROUP BY account, underlying, trading_date, kind)
     SELECT record_id, 'correction' FROM (
       SELECT record_id, n, row_number() OVER (PARTITION BY account, underlying, trading_date, kind ORDER BY only_old, was_old, record_id) AS place
       FROM kinds JOIN left_over USING (account, underlying, trading_date, kind)) WHERE place > n`,
  );
}
