import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openSteps } from '../activities/make-steps.js';
import { ratioTable, sideBySide, type Contender } from './side-by-side.js';

const ROWS = 1_000_000;
const ROUNDS = 3;

/**
 * A million canonical executions: two accounts, 200 underlyings, five years, partial fills of orders, no execution ids.
 */
const MILLION = `
  SELECT 'o' || (i // 3) AS order_id, CASE WHEN i % 2 = 0 THEN 'main' ELSE 'ira' END AS account,
    strftime(TIMESTAMP '2020-01-02 14:30:00' + INTERVAL (i * 157 % 157788000) SECOND, '%Y-%m-%dT%H:%M:%SZ') AS executed_at,
    CASE i % 4 WHEN 0 THEN 'sell_to_open' WHEN 1 THEN 'buy_to_close' WHEN 2 THEN 'buy_to_open' ELSE 'sell_to_close' END AS action,
    'SYM' || (i * 7919 % 200) AS underlying, CASE WHEN i % 3 = 0 THEN 'put' ELSE 'call' END AS "right",
    (10 + i % 400 * 0.5)::DECIMAL(18,2) AS strike,
    strftime(DATE '2020-01-10' + INTERVAL (i * 157 % 157788000 // 604800 * 7) DAY, '%Y-%m-%d') AS expiration,
    1 + i % 9 AS quantity, (0.05 + i % 700 * 0.01)::DECIMAL(18,2) AS price, (0.65 * (1 + i % 9))::DECIMAL(18,2) AS fees
  FROM range(${ROWS}) AS r(i)`;

const FORMATS = { parquet: 'parquet', csv: 'csv, HEADER', jsonl: 'json' } as const;
type Format = keyof typeof FORMATS;

/**
 * Import of a million canonical executions, beside DuckDB reading the same file and writing it ordered to Parquet. In
 * processor time, which both spend on all cores.
 */
export async function benchImport(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  const instance = await DuckDBInstance.create(':memory:');
  const duckdb = await instance.connect();
  const formats = Object.keys(FORMATS) as Format[];
  const fileOf = (format: Format) => join(directory, `million.${format}`);
  for (const format of formats)
    await duckdb.run(`COPY (${MILLION}) TO '${fileOf(format)}' (FORMAT ${FORMATS[format]})`);

  const floorOf = (format: Format): Contender => ({
    name: `DuckDB: read the ${format}, write it ordered to Parquet`,
    run: () =>
      processorMs(() =>
        duckdb.run(
          `COPY (SELECT * FROM '${fileOf(format)}' ORDER BY executed_at, account) TO '${directory}/floor.parquet' (FORMAT parquet)`,
        ),
      ),
  });
  const importOf = (format: Format): Contender => ({
    name: `tradeloop import of the ${format}`,
    run: async (round) => {
      const home = join(directory, `home-${format}-${round}`);
      const { steps, close } = await openSteps(home);
      const path = fileOf(format);
      const ms = await processorMs(() =>
        steps.importFile({ path, givenPath: path, account: null, coveredThrough: null }),
      );
      await close();
      await rm(home, { recursive: true });
      return ms;
    },
  });

  const tables: string[] = [];
  for (const format of formats) {
    const [floor, ours] = await sideBySide([floorOf(format), importOf(format)], ROUNDS);
    if (floor && ours)
      tables.push(
        ratioTable(
          `Import of ${ROWS.toLocaleString('en')} canonical executions from ${format} (aim: within 5×)`,
          floor,
          [ours],
        ),
      );
  }
  duckdb.closeSync();
  instance.closeSync();
  await rm(directory, { recursive: true });
  return tables.join('\n');
}

/** What the process spent on all its threads meanwhile. */
async function processorMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
