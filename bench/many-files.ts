import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importEachBy } from '../activities/import/import-each.js';
import { openSteps } from '../activities/make-steps.js';
import type { ImportInput } from '../activities/import-reports.js';
import type { AskedSteps } from '../activities/steps.js';
import { sessionsBetween } from '../domain/time/calendar.js';
import { startInBackground } from '../workers/supervision/background.js';
import { stopSystem } from '../workers/supervision/stop.js';
import { ratioTable, sideBySide, timed } from './side-by-side.js';

const FILES = 102;
const ROUNDS = 3;
const DAYS = sessionsBetween('2010-01-04', '2024-03-28');

/** A folder of daily bars, a file a symbol, imported through a running system, beside the same in this process. */
export async function benchManyFiles(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  const files = await writeBars(join(directory, 'bars'));
  const home = (name: string, round: number) => join(directory, `${name}-${round}`);
  const [floor, ours] = await sideBySide(
    [
      {
        name: `${FILES} files in this process`,
        run: async (round) => {
          const opened = await openSteps(home('here', round));
          const ms = await timed(() => imported({ importEach: importEachBy(opened.steps) }, files));
          await opened.close();
          return ms;
        },
      },
      {
        name: 'through the running system',
        run: async (round) => {
          const system = await startInBackground(home('system', round), {
            withUi: false,
            tell: () => undefined,
          });
          const ms = await timed(() => imported(system.steps, files));
          await system.close();
          await stopSystem(home('system', round));
          return ms;
        },
      },
    ],
    ROUNDS,
  );
  await rm(directory, { recursive: true });
  return floor && ours ? ratioTable('Import of a folder of daily bars (aim: 1.3)', floor, [ours]) : '';
}

async function imported(
  { importEach }: Pick<AskedSteps, 'importEach'>,
  files: readonly ImportInput[],
): Promise<void> {
  const outcomes = await importEach(files, () => undefined);
  for (const outcome of outcomes)
    if ('refused' in outcome || outcome.report.accepted !== DAYS.length)
      throw new Error(JSON.stringify(outcome));
}

async function writeBars(folder: string): Promise<ImportInput[]> {
  await mkdir(folder);
  const files: ImportInput[] = [];
  for (let symbol = 0; symbol < FILES; symbol += 1) {
    const path = join(folder, `SYM${symbol}.csv`);
    const rows = DAYS.map((day, at) => {
      const price = 20 + symbol + (at % 97) / 10;
      return [day, price, price + 0.5, price - 0.5, price + 0.25, price + 0.25, 1_000_000 + at].join();
    });
    await writeFile(path, ['Date,Open,High,Low,Close,Adj Close,Volume', ...rows, ''].join('\n'));
    files.push({ path, givenPath: path, account: null, coveredThrough: null });
  }
  return files;
}
