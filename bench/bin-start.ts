import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ratioTable, sideBySide, timed } from './side-by-side.js';

const run = promisify(execFile);

/** The start of the bin (`--help`), beside node doing nothing. */
export async function benchStart(): Promise<string> {
  const bin = fileURLToPath(new URL('../cli/main.js', import.meta.url));
  const [floor, ours] = await sideBySide(
    [
      { name: 'node -e 0', run: () => timed(() => run(process.execPath, ['-e', '0'])) },
      { name: 'tradeloop --help', run: () => timed(() => run(process.execPath, [bin, '--help'])) },
    ],
    9,
  );
  return floor && ours ? ratioTable('Start of the bin (aim: --help under 150 ms)', floor, [ours]) : '';
}
