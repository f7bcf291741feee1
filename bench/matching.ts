import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { pythonPeer } from './python-peer.js';
import { ADVICE_HEAD, EXECUTION_HEAD, tradeHistory, type HistorySize } from './trade-history.js';
import { script, tradeloop, type ProcessRun } from './whole-process.js';

const SIZES: readonly (HistorySize & { rounds: number })[] = [
  { recommendations: 42_000, executions: 70_000, symbols: 40, accounts: 2, rounds: 3 },
  ...[10_000, 100_000, 1_000_000].map((rows) => ({
    recommendations: rows,
    executions: rows,
    symbols: 500,
    accounts: 4,
    rounds: rows < 1_000_000 ? 3 : 1,
  })),
];

/**
 * Reconciling and outcomes of a home in which all is new, each beside a Python script over the same files, as whole
 * processes in turn. The greatest total of points and the total realised are asserted to be equal.
 */
export async function benchMatching(): Promise<string> {
  const python = await pythonPeer();
  if (python === undefined) return '';
  const lines = ['Reconcile and outcomes of a new home beside Python (aim: within 0.5×, below 1,500 MB)'];
  const before: Partial<Record<string, { rows: number; ms: number }>> = {};
  for (const size of SIZES) {
    const rows = size.recommendations + size.executions;
    const runs = await roundsOf(python, size);
    for (const { step, ours, peer } of [
      { step: 'reconcile', ours: runs.reconcile, peer: runs.pandas },
      { step: 'outcomes', ours: runs.outcomes, peer: runs.fifo },
    ]) {
      const earlier = size.symbols === 500 ? before[step] : undefined;
      lines.push(
        figure(
          `${step}, ${countsOf(size)}`,
          { ours, peer },
          earlier && { ...earlier, times: rows / earlier.rows },
        ),
      );
      if (size.symbols === 500) before[step] = { rows, ms: ours.ms };
    }
  }
  return `${lines.join('\n')}\n`;
}

interface Runs {
  reconcile: ProcessRun;
  outcomes: ProcessRun;
  pandas: ProcessRun;
  fifo: ProcessRun;
}

async function roundsOf(
  python: string,
  { rounds, ...size }: HistorySize & { rounds: number },
): Promise<Runs> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  try {
    const files = await writeHistory(directory, size);
    const imported = join(directory, 'imported');
    await tradeloop(imported, 'import', files.recommendations, files.executions);
    const measured: Runs[] = [];
    for (let round = 0; round < rounds; round++) {
      const home = join(directory, `home-${round}`);
      await cp(imported, home, { recursive: true });
      const pandas = await script(
        python,
        'reconcile.py',
        files.recommendations,
        files.executions,
        join(directory, 'matches.parquet'),
      );
      const reconcile = await tradeloop(home, 'reconcile');
      const fifo = await script(python, 'fifo.py', files.executions, join(directory, 'outcomes.csv'));
      const outcomes = await tradeloop(home, 'outcomes');
      const { points, realised } = await totalsOf(home);
      if (points !== pandas.document['points'] || realised !== fifo.document['realised'])
        throw new Error(
          `totals differ: ${points} ${realised}, ${JSON.stringify([pandas.document, fifo.document])}`,
        );
      await rm(home, { recursive: true });
      measured.push({ reconcile, outcomes, pandas, fifo });
    }
    const medianOf = (name: keyof Runs) =>
      measured.map((run) => run[name]).toSorted((a, b) => a.ms - b.ms)[measured.length >> 1] as ProcessRun;
    return {
      reconcile: medianOf('reconcile'),
      outcomes: medianOf('outcomes'),
      pandas: medianOf('pandas'),
      fifo: medianOf('fifo'),
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

export async function writeHistory(directory: string, size: HistorySize) {
  const files = {
    recommendations: join(directory, 'history.recommendations.csv'),
    executions: join(directory, 'history.executions.csv'),
  };
  const advice = createWriteStream(files.recommendations);
  const trades = createWriteStream(files.executions);
  advice.write(`${ADVICE_HEAD}\n`);
  trades.write(`${EXECUTION_HEAD}\n`);
  for (const { recommendations, executions } of tradeHistory(size)) {
    if (recommendations.length > 0 && !advice.write(`${recommendations.join('\n')}\n`))
      await once(advice, 'drain');
    if (executions.length > 0 && !trades.write(`${executions.join('\n')}\n`)) await once(trades, 'drain');
  }
  await Promise.all([finished(advice.end()), finished(trades.end())]);
  return files;
}

/**
 * What all that was matched is worth in points, and what was realised: a match has its points as a share of what is
 * possible.
 */
async function totalsOf(home: string): Promise<{ points: number; realised: string }> {
  const instance = await DuckDBInstance.create(join(home, 'warehouse.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(
    `SELECT sum(round(score * (1260 + CASE WHEN r.strike IS NULL THEN 0 ELSE 700 END
        + CASE WHEN premium IS NULL THEN 0 ELSE 150 END + CASE WHEN quantity IS NULL THEN 0 ELSE 90 END)))::BIGINT,
       (SELECT sum(pnl)::DECIMAL(38,2)::VARCHAR FROM outcomes)
     FROM matches JOIN recommendations AS r USING (recommendation_id)`,
  );
  const [[points, realised]] = found.getRows() as [[bigint, string]];
  connection.closeSync();
  instance.closeSync();
  return { points: Number(points), realised };
}

function countsOf({ recommendations, executions, symbols }: HistorySize): string {
  return `${recommendations.toLocaleString('en')} + ${executions.toLocaleString('en')} in ${symbols} symbols`;
}

function figure(
  name: string,
  { ours, peer }: { ours: ProcessRun; peer: ProcessRun },
  earlier: { ms: number; times: number } | undefined,
): string {
  const exponent = earlier && Math.log(ours.ms / earlier.ms) / Math.log(earlier.times);
  return [
    `  ${name.padEnd(52)}`,
    `${(ours.ms / peer.ms).toFixed(2).padStart(6)}×`,
    `${ours.ms.toFixed(0).padStart(8)} ms beside ${peer.ms.toFixed(0).padStart(6)}`,
    `${ours.megabytes.toFixed(0).padStart(7)} MB beside ${peer.megabytes.toFixed(0).padStart(5)}`,
    exponent === undefined ? '' : `   grows with the power ${exponent.toFixed(2)}`,
  ].join('');
}
