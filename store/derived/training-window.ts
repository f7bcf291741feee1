import { hash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NotFound, StoreCorrupt } from '../../domain/errors.js';
import { knownAt } from '../../domain/learning/features/known-times.js';
import type { TrainingRow } from '../../domain/learning/training/training-row.js';
import type { IsoDate } from '../../domain/time/dates.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';
import { PARTIAL, putInPlace, makeFolder } from '../home/durable-file.js';
import type { Home } from '../home/home.js';
import { sqlText } from '../staging/datasets.js';

/**
 * Writes the scenarios of a window with their features into one file, which is named by its hash and never changed:
 * what is trained on it needs no warehouse. Gives the hash.
 */
export async function freezeWindow(
  { warehouse, home }: { warehouse: Warehouse; home: Home },
  { from, to }: { from: IsoDate; to: IsoDate },
): Promise<string> {
  await makeFolder(home.training);
  const partial = join(home.training, `window${PARTIAL}`);
  await rm(partial, { force: true });
  await warehouse.run(
    `COPY (${windowQuery(sqlText(from), sqlText(to))}) TO ${sqlText(partial)} (FORMAT parquet)`,
  );
  const sha256 = hash('sha256', await readFile(partial), 'hex');
  await putInPlace(partial, windowPath(home, sha256));
  return sha256;
}

/**
 * Removes what is of no use any more: windows but these, and how far trainings had come that were given up. What was
 * written since `before` stays, for a training may wait for it.
 */
export async function removeOldWindows(
  { training }: Pick<Home, 'training'>,
  { but, before }: { but: ReadonlySet<string>; before: Date },
): Promise<void> {
  await makeFolder(training);
  for (const name of await readdir(training)) {
    const sha256 = /^([0-9a-f]{64})\.parquet$/.exec(name)?.[1];
    if (sha256 !== undefined && but.has(sha256)) continue;
    const path = join(training, name);
    // One of a training under way may have been replaced meanwhile.
    const found = await stat(path).catch(() => null);
    if (found !== null && found.mtime < before) await rm(path, { force: true });
  }
}

function windowPath({ training }: Pick<Home, 'training'>, sha256: string): string {
  return join(training, `${sha256}.parquet`);
}

type Stored = Omit<TrainingRow, 'values' | 'missing'> & {
  values: readonly number[];
  missing: readonly string[];
};

/** The rows of such a file, by any database. Throws NotFound, and StoreCorrupt for one that is not what it was. */
export async function frozenRows(
  reader: Reader,
  home: Pick<Home, 'training'>,
  sha256: string,
): Promise<TrainingRow[]> {
  const path = windowPath(home, sha256);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new NotFound(`no window ${sha256} to train on: retrain anew`);
    throw error;
  });
  if (hash('sha256', bytes, 'hex') !== sha256) throw new StoreCorrupt(`${path} is not what its name says`);
  return trainingRows(
    await reader.rows<Stored>(`SELECT * FROM read_parquet(${sqlText(path)}) ORDER BY scenario_id`),
  );
}

/** The same of a window as its scenarios are now. */
export async function currentRows(
  reader: Reader,
  { from, to }: { from: string; to: string },
): Promise<TrainingRow[]> {
  return trainingRows(await reader.rows<Stored>(windowQuery('$from', '$to'), { from, to }));
}

/**
 * The same, with those of before whose labels became known since, and by `end`, in milliseconds since 1970: a decision
 * that took long is learned from as well, however much has been decided meanwhile. What became known after `end` has no
 * part in which rows there are.
 */
export async function streamedRows(
  reader: Reader,
  { from, to, end }: { from: IsoDate; to: IsoDate; end: number },
): Promise<TrainingRow[]> {
  const query = rowsQuery(
    `s.trading_date <= $to::DATE AND (s.trading_date >= $from::DATE OR ${KNOWN_SINCE})`,
  );
  const rows = await reader.rows<Stored>(query, { from, to });
  return trainingRows(
    rows.filter(
      ({ trading_date, labelled_at }) =>
        trading_date >= from || (labelled_at !== null && knownAt(labelled_at) <= end),
    ),
  );
}

/** SQL of scenarios `s` with a label that became known on the day `$from` or later. */
export const KNOWN_SINCE = `(s.status = 'labelled' AND s.label IS NOT NULL AND s.labelled_at >= $from)`;

/** The same of some scenarios. */
export async function rowsOfScenarios(reader: Reader, ids: readonly string[]): Promise<TrainingRow[]> {
  return trainingRows(await reader.rows<Stored>(rowsQuery('scenario_id IN (SELECT unnest($ids))'), { ids }));
}

function windowQuery(from: string, to: string): string {
  return rowsQuery(`s.trading_date BETWEEN ${from}::DATE AND ${to}::DATE`);
}

function rowsQuery(which: string): string {
  return `SELECT scenario_id, s.sent_at, s.trading_date, s.account, s.underlying, s.action, s.chosen, s.status, s.labelled_at,
      s.label, s.reward, r.net_reward, r.net_usd, r.vetoes, f."values", f.missing
    FROM scenarios AS s JOIN scenario_features AS f USING (scenario_id) JOIN scenario_results AS r USING (scenario_id)
    WHERE ${which} ORDER BY scenario_id`;
}

function trainingRows(rows: readonly Stored[]): TrainingRow[] {
  return rows.map(({ values, missing, ...row }) => ({
    ...row,
    values: Float64Array.from(values),
    missing: missing.length === 0 ? NONE : new Set(missing),
  }));
}

const NONE: ReadonlySet<string> = new Set();
