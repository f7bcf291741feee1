/**
 * Executions that do not count though files in force have them, since others are there in their place: of a sum its
 * parts (see `part-of.ts`), of a corrected execution the correction (see `corrections.ts`). They lie in
 * `superseded_executions`, away from all that reads `executions`.
 *
 * What is superseded follows from the lake files in force alone, session by session. So whoever brings files in or
 * takes them out puts back what is superseded in the sessions that they touch, and decides upon those anew.
 */
import { join } from 'node:path';
import { SUMS } from '../../domain/records/coarseness.js';
import type { Home } from '../home/home.js';
import { canonicalColumns } from '../staging/datasets.js';
import type { Warehouse } from '../duckdb/warehouse.js';
import { EXECUTION, findCorrected } from './corrections.js';
import { findMadeUp } from './part-of.js';
import { lakeTables, type LoadedFile } from './sources.js';

/** A lake file of executions, and when the file it was imported from was made. */
export interface ReportFile extends LoadedFile {
  reported: string;
  /** True where it may have rows of the touched sessions. */
  near: boolean;
}

/** What is to be looked for in the touched sessions. */
export interface Touched {
  corrections: boolean;
}

/** How many sums of the touched sessions stand beside executions that may be parts of them. */
export interface Doubts {
  doubtful: number;
}

const STORED = `(SELECT record_id, execution_id, order_id, account, underlying, trading_date, coarseness FROM executions
  UNION ALL SELECT record_id, execution_id, order_id, account, underlying, trading_date, coarseness FROM superseded_executions)`;

/**
 * Notes in the temporary table `touched_days` the sessions, by account and underlying, in which the rows `lake` of lake
 * files may change what is superseded, be it that they come or go. Undefined where they change nothing: no report has
 * sums, and no execution is there twice under its id.
 */
export async function touchSessions(warehouse: Warehouse, lake: string): Promise<Touched | undefined> {
  const [reasons] = await warehouse.rows<{ sums: boolean; superseded: boolean; corrected: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM ${lake} WHERE coarseness >= ${SUMS}) OR EXISTS (SELECT 1 FROM ${STORED} WHERE coarseness >= ${SUMS}) AS sums,
       EXISTS (SELECT 1 FROM superseded_executions SEMI JOIN ${lake} USING (account, underlying, trading_date)) AS superseded,
       EXISTS (SELECT 1 FROM superseded_executions WHERE because = 'correction') AS corrected`,
  );
  const named = `SELECT record_id, account, ${EXECUTION} AS execution, underlying, trading_date FROM ${lake}
    WHERE telling = 1 AND execution_id IS NOT NULL`;
  const known = `SELECT record_id, account, ${EXECUTION} AS execution, underlying, trading_date FROM ${STORED} WHERE execution_id IS NOT NULL`;
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE linked AS
     WITH named AS (${named}), known AS (${known}),
     twice AS (
       SELECT named.account, execution FROM named JOIN known USING (account, execution) WHERE named.record_id <> known.record_id
       UNION
       SELECT account, execution FROM named GROUP BY account, execution HAVING min(record_id) <> max(record_id))
     SELECT account, underlying, trading_date FROM (FROM named UNION ALL FROM known) SEMI JOIN twice USING (account, execution)`,
  );
  const [links] = await warehouse.rows<{ n: number }>('SELECT count(*) AS n FROM linked');
  const isLinked = links !== undefined && links.n > 0;
  if (reasons?.sums !== true && reasons?.superseded !== true && !isLinked) return undefined;
  const ordered = (rows: string) => `SELECT account, order_id FROM ${rows} WHERE order_id IS NOT NULL`;
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE touched_days AS
     WITH own AS (SELECT DISTINCT account, underlying, trading_date FROM ${lake} UNION SELECT * FROM linked),
     stored AS (SELECT account, order_id, underlying, trading_date FROM ${STORED} WHERE coarseness >= ${SUMS}),
     orders AS (
       ${ordered(lake)} UNION SELECT account, order_id FROM stored SEMI JOIN own USING (account, underlying, trading_date)
       WHERE order_id IS NOT NULL)
     SELECT * FROM own UNION SELECT account, underlying, trading_date FROM stored SEMI JOIN orders USING (account, order_id)`,
  );
  return { corrections: isLinked || reasons?.corrected === true };
}

/** The lake files of executions in force, with the time of their reports; after {@link touchSessions}. */
export function reportFiles(warehouse: Warehouse): Promise<ReportFile[]> {
  return warehouse.rows<ReportFile>(
    `SELECT lake_files.path, seq, coalesce(reported, '') AS reported,
       from_date IS NULL OR EXISTS (SELECT 1 FROM touched_days WHERE trading_date BETWEEN from_date AND to_date) AS near
     FROM lake_files JOIN imports USING (seq) WHERE dataset = 'executions' ORDER BY seq, lake_files.path`,
  );
}

/**
 * Says in the temporary table `superseded` (record_id, because) which executions of the touched sessions are
 * superseded, as these files have them.
 */
export async function findSuperseded(
  warehouse: Warehouse,
  home: Home,
  { files, corrections }: { files: readonly ReportFile[] } & Touched,
): Promise<Doubts> {
  await warehouse.run('CREATE OR REPLACE TEMPORARY TABLE superseded (record_id VARCHAR, because VARCHAR)');
  const near = files.filter((file) => file.near);
  if (near.length === 0) return { doubtful: 0 };
  await warehouse.run(
    'CREATE OR REPLACE TEMPORARY TABLE reports (filename VARCHAR, seq INTEGER, reported VARCHAR)',
  );
  await warehouse.insert(
    'reports',
    files.map(({ path, seq, reported }) => ({ filename: join(home.lake, path), seq, reported })),
  );
  const rowsOf = (some: readonly ReportFile[]) =>
    `(SELECT * FROM ${lakeTables(home, some)} JOIN reports USING (filename) WHERE telling = 1)`;
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE session_rows AS
     SELECT * FROM ${rowsOf(near)} SEMI JOIN touched_days USING (account, underlying, trading_date)`,
  );
  if (corrections) await findCorrected(warehouse, rowsOf(files));
  return { doubtful: await findMadeUp(warehouse, rowsOf(files)) };
}

const COLUMNS = `record_id, ${canonicalColumns('executions').join(', ')}, extra, trading_date, coarseness, content_hash, seq`;

/** Puts what is superseded in the touched sessions back among the executions; gives SQL that is true of those. */
export async function restoreSuperseded(warehouse: Warehouse): Promise<string> {
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE restored AS
     SELECT record_id FROM superseded_executions SEMI JOIN touched_days USING (account, underlying, trading_date)`,
  );
  const isRestored = 'record_id IN (SELECT record_id FROM restored)';
  await warehouse.run(
    `INSERT INTO executions (${COLUMNS}) SELECT ${COLUMNS} FROM superseded_executions WHERE ${isRestored}`,
  );
  await warehouse.run(`DELETE FROM superseded_executions WHERE ${isRestored}`);
  return isRestored;
}

export const IS_SUPERSEDED = 'record_id IN (SELECT record_id FROM superseded)';

/** Takes what was found to be superseded out of the executions. */
export async function setAsideSuperseded(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    `INSERT INTO superseded_executions (${COLUMNS}, because)
     SELECT ${COLUMNS}, because FROM executions JOIN superseded USING (record_id)`,
  );
  await warehouse.run(`DELETE FROM executions WHERE ${IS_SUPERSEDED}`);
}
