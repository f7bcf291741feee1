import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { pauseSchedules } from './pause-schedules.js';
import { makeHome, pidOf, removeHome, SERVER_TEST_MS, tradeloop, up } from './system.js';

const FILES = 40;
const homes: string[] = [];
afterAll(async () => {
  for (const home of homes) {
    await tradeloop(home, 'down');
    await removeHome(home);
  }
}, 60_000);

/** Files of trades that overlap, one of them no export, one with a line that is rejected. */
async function writeFiles(folder: string): Promise<void> {
  await mkdir(folder);
  for (let file = 0; file < FILES; file += 1) {
    const trades = Array.from({ length: 30 }, (_, at) => ({
      account: 'main',
      execution_id: `${file * 20 + at}`,
      executed_at: '2025-01-06T15:00:00Z',
      action: 'buy',
      underlying: 'F',
      quantity: at + 1,
      price: file === 7 && at === 3 ? undefined : 10,
    }));
    const text =
      file === 5 ? '<html>log in</html>' : trades.map((one) => `${JSON.stringify(one)}\n`).join('');
    await writeFile(join(folder, `${String(file).padStart(2, '0')}.jsonl`), text);
  }
}

/** What an import reports and exports, without the paths of its home. */
async function importedInto(home: string, source: string, whileImporting: () => Promise<void>) {
  homes.push(home);
  await up(home);
  await pauseSchedules(home);
  const importing = tradeloop(home, 'import', source, '--json');
  await whileImporting();
  const { status, stdout, stderr } = await importing;
  await tradeloop(home, 'export', 'executions', '--format', 'csv');
  return {
    ...{ status, stderr },
    report: JSON.parse(stdout.replaceAll(home, '')) as unknown,
    executions: await readFile(join(home, 'exports', 'executions.csv'), 'utf8'),
  };
}

test(
  'import of a folder, its data process killed again and again: the report and the bytes of a calm import',
  async () => {
    const source = join(await makeHome(), 'files');
    homes.push(join(source, '..'));
    await writeFiles(source);
    const calm = await importedInto(await makeHome(), source, () => Promise.resolve());
    expect(calm).toMatchObject({ status: 1, stderr: '' });
    expect(calm.report).toMatchObject({
      refused: [{ path: join(source, '05.jsonl'), name: 'FileRefused' }],
      skipped: [],
    });

    const home = await makeHome();
    const { stderr: _, ...killed } = await importedInto(home, source, async () => {
      for (const wait of [900, 1_300, 1_700]) {
        await sleep(wait);
        process.kill(await pidOf(home, 'data'), 'SIGKILL');
      }
    });
    const { stderr: __, ...expected } = calm;
    expect(killed).toEqual(expected);
    await rm(source, { recursive: true });
  },
  2 * SERVER_TEST_MS,
);
