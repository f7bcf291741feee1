import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CONTRACT_VERSION, DATASETS, type Dataset } from '../../domain/records/records.js';
import { canonicalColumns, RULES, sqlText } from '../staging/datasets.js';
import { makeFolder, PARTIAL, putInPlace, sync } from '../home/durable-file.js';
import type { Home } from '../home/home.js';
import type { LakeFile } from '../home/manifest.js';
import { contentHash, contentText, nameDigest, recordId } from '../staging/record-ids.js';
import { dayOf, hull, tradingDate, writeCalendar, type Days } from '../staging/session-calendar.js';
import { stagedTable } from '../staging/staging.js';
import type { Warehouse } from '../duckdb/warehouse.js';

/**
 * Writes what is staged into the lake, a file per dataset in the order of time, with ids, content hashes and trading
 * dates. The files are on the disk under their names when this returns; they belong to the store once the manifest
 * lists them.
 */
export async function writeLakeFiles(
  warehouse: Warehouse,
  home: Home,
  { seq, fileSha256, days }: { seq: number; fileSha256: string; days: ReadonlyMap<Dataset, Days> },
): Promise<LakeFile[]> {
  const files: LakeFile[] = [];
  const all = hull([...days.values()]);
  if (all === undefined) return files;
  await writeCalendar(warehouse, all);
  for (const dataset of DATASETS) {
    if (!days.has(dataset)) continue;
    const path = join(dataset, `import=${fileSha256.slice(0, 16)}`, `${seq}.parquet`);
    files.push({ dataset, path, ...(await writeLakeFile(warehouse, dataset, join(home.lake, path))) });
  }
  return files;
}

async function writeLakeFile(warehouse: Warehouse, dataset: Dataset, path: string) {
  await makeFolder(dirname(path));
  await sync(dirname(dirname(path)));
  await sync(dirname(dirname(dirname(path))));
  const repeats = await numberRepeats(warehouse, dataset);
  // Joining nothing to every row would take a tenth of the time of landing them.
  const numbered =
    repeats === 0
      ? `(SELECT *, 1::BIGINT AS number FROM ${stagedTable(dataset)})`
      : `(SELECT staged.*, coalesce(n, 1) AS number
          FROM ${stagedTable(dataset)} AS staged LEFT JOIN repeats ON staged.rowid = repeats.staged_row)`;
  const { time, keyed } = RULES[dataset];
  const rows = await warehouse.run(
    `COPY (
       SELECT ${recordId(dataset, 'number')} AS record_id, CASE WHEN ${keyed} THEN number ELSE 1 END AS telling,
         ${landedColumns(dataset).join(', ')}, extra, coarseness, ${contentHash(dataset)} AS content_hash,
         ${tradingDate(dataset)} AS trading_date, lines[1] AS line,
         CASE WHEN len(lines) > 1 THEN lines[2:] END AS other_lines
       FROM (
         SELECT *, ${contentText(dataset)} AS content, ${dayOf(time)} AS day FROM ${numbered})
       JOIN calendar USING (day)
       ORDER BY ${time}, line)
     TO ${sqlText(path + PARTIAL)} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION lz4_raw,
       KV_METADATA {contract: '${CONTRACT_VERSION}', dataset: '${dataset}'})`,
  );
  await putInPlace(path + PARTIAL, path);
  return { rows, sha256: await hashFile(path) };
}

/** A file's order stands where the broker states none; ids are made without it, since it differs from file to file. */
function landedColumns(dataset: Dataset): string[] {
  const columns = canonicalColumns(dataset);
  if (dataset !== 'executions') return columns;
  return columns.map((name) =>
    name === '"sequence"' ? 'coalesce("sequence", position) AS "sequence"' : name,
  );
}

/**
 * Numbers the rows whose name another row of the file shares, in the temporary table `repeats`: identical records from
 * 1 on, versions of one record with the one to keep first. The first of each is not listed. Gives the number of those
 * that are.
 */
async function numberRepeats(warehouse: Warehouse, dataset: Dataset): Promise<number> {
  const table = stagedTable(dataset);
  const { time, latestWins } = RULES[dataset];
  const digest = nameDigest(dataset);
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE shared_names AS
     SELECT ${digest} AS digest FROM ${table} GROUP BY digest HAVING count(*) > 1`,
  );
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE repeats AS
     WITH named AS (
       SELECT staged.rowid AS staged_row, *, ${contentText(dataset)} AS content, ${dayOf(time)} AS day
       FROM ${table} AS staged WHERE ${digest} IN (SELECT digest FROM shared_names))
     SELECT staged_row, row_number() OVER (
       PARTITION BY ${recordId(dataset, '1')}
       ORDER BY ${latestWins ? 'lines DESC' : `coarseness, ${contentHash(dataset)}, lines`}) AS n
     FROM named QUALIFY n > 1`,
  );
  const [counted] = await warehouse.rows<{ n: number }>('SELECT count(*) AS n FROM repeats');
  return counted?.n ?? 0;
}

/** The accounts whose trades or cash are staged, sorted. */
export async function stagedAccounts(warehouse: Warehouse): Promise<string[]> {
  const rows = await warehouse.rows<{ account: string }>(
    `SELECT account FROM ${stagedTable('executions')} UNION SELECT account FROM ${stagedTable('cash_flows')} ORDER BY account`,
  );
  return rows.map(({ account }) => account);
}

/** SHA-256 of a file's bytes, in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
