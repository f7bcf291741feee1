import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sessionsBetween } from '../domain/time/calendar.js';
import { openWarehouse } from '../store/duckdb/open-warehouse.js';
import { sqlText } from '../store/staging/datasets.js';
import { pythonPeer } from './python-peer.js';
import { nodeScript, script, type ProcessRun } from './whole-process.js';

const SESSIONS = sessionsBetween('2020-01-02', '2024-12-31').slice(0, 1_250);
const [SYMBOLS, SCENARIOS, ROUNDS] = [500, 100_000, 3];
const SAME = 1e-9;

/** The bar features of the default specification beside pandas, each in a process of its own; first that they agree. */
export async function benchFeatures(): Promise<string> {
  const python = await pythonPeer();
  if (python === undefined) return '';
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  const path = (name: string) => join(directory, name);
  try {
    await makeMarket(directory);
    const run = fileURLToPath(new URL('./features-run.js', import.meta.url));
    const runs: { ours: ProcessRun; pandas: ProcessRun }[] = [];
    let apart = 0;
    for (let round = 0; round <= ROUNDS; round++) {
      const ours = await nodeScript(run, path('warehouse.duckdb'), path('ours'));
      const pandas = await script(
        python,
        'features.py',
        path('bars.parquet'),
        path('asked.parquet'),
        path('pandas'),
      );
      if (round === 0) apart = await largestDifference(path('ours'), path('pandas'));
      else runs.push({ ours, pandas });
    }
    const median = (of: 'ours' | 'pandas') =>
      runs.map((one) => one[of]).sort((a, b) => Number(a.document['ms']) - Number(b.document['ms']))[
        runs.length >> 1
      ] as ProcessRun;
    const [ours, pandas] = [median('ours'), median('pandas')];
    const ms = (one: ProcessRun) => Number(one.document['ms']);
    const megabytes = (one: ProcessRun) => Number(one.document['megabytes']);
    return [
      `Bar features of ${SCENARIOS.toLocaleString('en')} scenarios, ${SYMBOLS} symbols × ${SESSIONS.length.toLocaleString('en')} bars ` +
        `(aims: no slower than pandas, < 500 MB); values at most ${apart.toExponential(1)} apart`,
      ...(
        [
          ['ours', ours],
          ['pandas', pandas],
        ] as const
      ).map(
        ([name, one]) =>
          `  ${name.padEnd(8)}${ms(one).toFixed(0).padStart(7)} ms${(ms(one) / ms(pandas)).toFixed(2).padStart(7)}×` +
          `${megabytes(one).toFixed(0).padStart(7)} MB`,
      ),
      '',
    ].join('\n');
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Throws where any two of the values differ by more than they may. */
async function largestDifference(ours: string, theirs: string): Promise<number> {
  const [a, b] = await Promise.all([ours, theirs].map(doubles));
  if (a === undefined || b === undefined || a.length !== b.length) throw new Error('not as many values');
  const most = a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] as number))), 0);
  if (!(most <= SAME)) throw new Error(`pandas has other features: ${most} apart`);
  return most;
}

async function doubles(path: string): Promise<Float64Array> {
  const bytes = await readFile(path);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** Bars of symbols that wander, and moments at which something is asked about one of them. */
async function makeMarket(directory: string): Promise<void> {
  const warehouse = await openWarehouse(join(directory, 'warehouse.duckdb'));
  const chance = (salt: string) => `(hash(symbol, day, '${salt}') % 1000003 / 1000003.0)`;
  await warehouse.run(
    `CREATE TABLE made AS
     WITH days AS (SELECT unnest($days)::DATE AS day),
     symbols AS (SELECT 'SYM' || lpad(i::VARCHAR, 3, '0') AS symbol FROM range(${SYMBOLS}) AS r(i)),
     closes AS (SELECT symbol, day, 100 + 20 * sin(hash(symbol) % 97 + epoch(day) / 4e6) + 2 * ${chance('close')} AS close
       FROM symbols CROSS JOIN days)
     SELECT symbol, day, close::DECIMAL(38,2) AS close, (close * (.99 + .02 * ${chance('open')}))::DECIMAL(38,2) AS open,
       (close * (1.01 + .02 * ${chance('high')}))::DECIMAL(38,2) AS high, (close * (.99 - .02 * ${chance('low')}))::DECIMAL(38,2) AS low,
       (1e5 + 2e6 * ${chance('volume')})::DECIMAL(38,0) AS volume
     FROM closes ORDER BY symbol, day`,
    { days: SESSIONS },
  );
  await warehouse.run(
    `INSERT INTO bars BY NAME
     SELECT symbol, '1d' AS interval, day::VARCHAR AS ts, day AS trading_date, open, high, low, close, volume, 'none' AS adjusted
     FROM made ORDER BY symbol, day`,
  );
  await warehouse.run(
    `CREATE TABLE asked AS
     SELECT id, 'SYM' || lpad((hash(id) % ${SYMBOLS})::VARCHAR, 3, '0') AS underlying,
       strftime(($days)[(25 + hash(id, 1) % ${SESSIONS.length - 25})::INTEGER]::DATE, '%Y-%m-%d') || 'T15:00:00Z' AS sent_at
     FROM range(${SCENARIOS}) AS r(id) ORDER BY id`,
    { days: SESSIONS },
  );
  const copy = (query: string, name: string) =>
    warehouse.run(`COPY (${query}) TO ${sqlText(join(directory, name))} (FORMAT parquet)`);
  const prices = ['open', 'high', 'low', 'close', 'volume']
    .map((name) => `${name}::DOUBLE AS ${name}`)
    .join(', ');
  await copy(`SELECT symbol, day, ${prices} FROM made ORDER BY symbol, day`, 'bars.parquet');
  await copy('SELECT id, underlying AS symbol, sent_at FROM asked ORDER BY id', 'asked.parquet');
  await warehouse.close();
}
