import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../store/duckdb/warehouse.js';
import { featherFile } from '../../test/feather-file.js';
import { openSteps } from '../make-steps.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tradeloop-binary-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function parquetFile(path: string): Promise<void> {
  const duckdb = await openDatabase(':memory:');
  await duckdb.run(
    `COPY (SELECT 'ABC' AS symbol, '1d' AS "interval", '2025-01-06' AS ts, 1 AS open, 2 AS high, 1 AS low, 2 AS close)
     TO '${path}' (FORMAT parquet)`,
  );
  await duckdb.close();
}

const CANDLE = {
  date: [Date.parse('2025-01-06T14:30:00Z')],
  open: [1],
  high: [2],
  low: [1],
  close: [2],
  volume: [10],
};

test.each<[name: string, format: string, write: (path: string) => Promise<void>]>([
  ['bars.parquet', 'canonical-parquet', parquetFile],
  ['ABC_BTC-5m.feather', 'freqtrade-feather', (path) => writeFile(path, featherFile(CANDLE))],
  [
    '20140605_trade.zip',
    'lean-zip',
    (path) =>
      writeFile(
        path,
        zipSync({
          '20140605_abc_minute_trade.csv': Buffer.from('34200000,150000,150100,149900,150000,10\n'),
        }),
      ),
  ],
])('importFile(input) takes %s, which is no text', async (name, format, write) => {
  const path = join(directory, name);
  await write(path);
  const { steps, close } = await openSteps(join(directory, 'home'));
  const report = await steps.importFile({ path, givenPath: path, account: null, coveredThrough: null });
  await close();
  expect(report).toMatchObject({ format, lines: 1, accepted: 1 });
});
