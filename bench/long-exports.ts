import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LONG_EXPORTS, type LongExport } from './export-rows.js';

const ROWS = 1_000_000;
const ROWS_AT_ONCE = 5_000;
const run = promisify(execFile);
const RUN = fileURLToPath(new URL('./long-export-run.js', import.meta.url));

interface Measured {
  ms: number;
  megabytes: number;
}

/**
 * Every format's import of a million rows, and its parser alone, beside the library that reads the same file into
 * texts.
 */
export async function benchLongExports(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
  const lines = [
    `An export of ${ROWS.toLocaleString('en')} rows (aim: within 2× of the library alone)`,
    HEAD,
  ];
  for (const each of LONG_EXPORTS) {
    const path = join(directory, each.fileName);
    await writeExport(path, each);
    const library = libraryFor(each);
    const measure = (work: string) => measured(work, path, each);
    lines.push(
      line(each.format, library, [await measure(library), await measure('parser'), await measure('import')]),
    );
    await rm(path);
  }
  await rm(directory, { recursive: true });
  return `${lines.join('\n')}\n`;
}

async function measured(work: string, path: string, { mapping }: LongExport): Promise<Measured> {
  const given = mapping ? [JSON.stringify(mapping)] : [];
  const { stdout } = await run(process.execPath, [RUN, work, path, ...given]);
  return JSON.parse(stdout) as Measured;
}

function libraryFor({ fileName }: LongExport): string {
  if (fileName.endsWith('.xml')) return 'saxes';
  return /\.jsonl?$/.test(fileName) ? 'JSON.parse' : 'papaparse';
}

async function writeExport(path: string, { head, row, tail = '' }: LongExport): Promise<void> {
  const file = createWriteStream(path);
  file.write(head);
  for (let from = 0; from < ROWS; from += ROWS_AT_ONCE) {
    const texts = Array.from({ length: ROWS_AT_ONCE }, (_, at) => row(from + at, ROWS));
    if (!file.write(texts.join(''))) await once(file, 'drain');
  }
  file.end(tail);
  await finished(file);
}

const WIDTHS = [18, 12, 10, 10, 9, 10, 9, 9, 9];
const HEAD = columns([
  'format',
  'library',
  'ms',
  'parser ms',
  'ratio',
  'import ms',
  'ratio',
  'rows/s',
  'peak MB',
]);

function line(
  format: string,
  library: string,
  [floor, parser, whole]: readonly [Measured, Measured, Measured],
): string {
  return columns([
    format,
    library,
    floor.ms.toFixed(0),
    parser.ms.toFixed(0),
    `${(parser.ms / floor.ms).toFixed(2)}×`,
    whole.ms.toFixed(0),
    `${(whole.ms / floor.ms).toFixed(2)}×`,
    ((ROWS / whole.ms) * 1_000).toFixed(0),
    whole.megabytes.toFixed(0),
  ]);
}

function columns(texts: readonly string[]): string {
  return texts
    .map((text, at) => (at < 2 ? text.padEnd(WIDTHS[at] ?? 0) : text.padStart(WIDTHS[at] ?? 0)))
    .join('');
}
