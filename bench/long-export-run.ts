/**
 * One measured run over a file, in a process of its own so that its peak of memory is its own:
 * `node long-export-run.js WORK FILE [MAPPING]`. Prints `{"ms", "megabytes"}` as JSON.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import { SaxesParser } from 'saxes';
import { openSteps } from '../activities/make-steps.js';
import { readChunks, readHead } from '../activities/import/received-file.js';
import { detectFormat } from '../ingest/formats.js';
import { mappedTable } from '../ingest/mapping/mapped-table.js';
import type { TableMapping } from '../ingest/mapping/mapping.js';
import { timed } from './side-by-side.js';

const [, , work = '', path = '', mappingText] = process.argv;
const mapping = mappingText === undefined ? undefined : (JSON.parse(mappingText) as TableMapping);

const RUNS: Readonly<Record<string, () => Promise<number>>> = {
  papaparse: () => timed(() => Promise.resolve(Papa.parse(readFileSync(path, 'utf8')))),
  'JSON.parse': () =>
    timed(() => {
      const text = readFileSync(path, 'utf8');
      return Promise.resolve(
        path.endsWith('l') ? text.split('\n').map(jsonLine) : (JSON.parse(text) as unknown),
      );
    }),
  saxes: () =>
    timed(async () => {
      const parser = new SaxesParser();
      const decoder = new TextDecoder();
      await readChunks(path, (chunk) => {
        parser.write(decoder.decode(chunk, { stream: true }));
        return Promise.resolve();
      });
      parser.close();
    }),
  parser: async () => {
    const format = mapping ? mappedTable(mapping) : detectFormat((await readHead(path)).bytes, path);
    const parser = format.open({ account: 'main' }, path);
    return timed(async () => {
      await readChunks(path, (chunk) => {
        parser.push(chunk);
        return Promise.resolve();
      });
      for (const event of parser.end()) void event;
    });
  },
  import: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tradeloop-bench-'));
    const { steps, close } = await openSteps(join(directory, 'home'));
    const input = { path, givenPath: path, account: 'main', coveredThrough: null };
    const ms = await timed(() => steps.importFile(mapping ? { ...input, mapping } : input));
    await close();
    await rm(directory, { recursive: true });
    return ms;
  },
};

function jsonLine(line: string): unknown {
  return line === '' ? undefined : JSON.parse(line);
}

const ms = await RUNS[work]?.();
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ms, megabytes }));
