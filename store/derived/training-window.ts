import { hash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
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

/** Removes the windows but these. */
export async function removeWindows(
  { training }: Pick<Home, 'training'>,
  but: ReadonlySet<string>,
): Promise<void> {
  for (const name of await readdir(training)) {
    const sha256 = /^([0-9a-f]{64})\.parquet$/.exec(name)?.[1];
    if (sha256 !== undefined && !but.has(sha256)) await rm(join(training, name));
  }
}

export function windowPath({ training }: Pick<Home, 'training'>, sha256: string): string {
  return join(training, `${sha256}.parquet`);
}

type Stored = Omit<TrainingRow, 'values' | 'missing'> & {
  values: readonly number[];
  missing: readonly string[];
};

/** The rows of such a file, by any database. */
export async function frozenRows(reader: Reader, path: string): Promise<TrainingRow[]> {
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

function windowQuery(from: string, to: string): string {
  return `SELECT scenario_id, s.sent_at, s.trading_date, s.account, s.underlying, s.action, s.chosen, s.status, s.labelled_at,
      s.label, s.reward, r.net_reward, r.net_usd, r.vetoes, f."values", f.missing
    FROM scenarios AS s JOIN scenario_features AS f USING (scenario_id) JOIN scenario_results AS r USING (scenario_id)
    WHERE s.trading_date BETWEEN ${from}::DATE AND ${to}::DATE ORDER BY scenario_id`;
}

function trainingRows(rows: readonly Stored[]): TrainingRow[] {
  return rows.map(({ values, missing, ...row }) => ({
    ...row,
    values: Float64Array.from(values),
    missing: new Set(missing),
  }));
}
