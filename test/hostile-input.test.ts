import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { openSteps } from '../activities/make-steps.js';
import { EXPORT_TABLES } from '../store/exports/tables.js';
import { FileRefused } from '../domain/errors.js';
import { parsedText } from './parsed-file.js';
import { SAMPLES } from './samples.js';
import type { FileReport } from '../activities/import-reports.js';

const MIB = 2 ** 20;
/** What a file may add to the memory of the process that imports it, whatever is in it. */
const MOST_MEMORY = 400 * MIB;

const directory = await mkdtemp(join(tmpdir(), 'tradeloop-hostile-'));
let opened: Awaited<ReturnType<typeof openSteps>>;
beforeAll(async () => {
  opened = await openSteps(join(directory, 'home'));
});
afterAll(async () => {
  await opened.close();
  await rm(directory, { recursive: true });
});

/** Imports a file of this content; how much memory was taken at most is seen beside it. */
async function bring(content: string | Uint8Array, name = 'export.csv'): Promise<FileReport> {
  const path = join(directory, name);
  await writeFile(path, content);
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  try {
    return await opened.steps.importFile({ path, givenPath: path, account: 'main', coveredThrough: null });
  } finally {
    clearInterval(watch);
    expect(Math.max(most, process.memoryUsage.rss()) - before).toBeLessThan(MOST_MEMORY);
  }
}

const HEADER = 'account,executed_at,action,underlying,quantity,price\n';
const TRADE = 'main,2025-01-06,buy,F,1,9\n';
const FLEX = '<FlexQueryResponse><FlexStatements><FlexStatement accountId="U1">';
const zeros = (size: number) => new Uint8Array(size);
const activity = (more: string) =>
  `[{"activity_type":"DIV","id":"0","date":"2024-01-03","net_amount":"1"},{"activity_type":"FILL","id":"1","transaction_time":"2024-01-03T14:00:00Z","qty":"3","price":"1","side":"buy","symbol":"A"${more}}]`;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const flexTrade = (attributes: string) =>
  `${FLEX}<Trades><Trade symbol="A" quantity="1" tradePrice="1" dateTime="20240110" ${attributes}/></Trades></FlexStatement></FlexStatements></FlexQueryResponse>`;

describe('what is refused by name, in bounded memory', () => {
  const cases: Readonly<Record<string, [content: () => string | Uint8Array, reason: string]>> = {
    'a zip archive that unpacks to a thousand times its size': [
      () => zipSync({ 'abc.csv': zeros(100 * MIB) }),
      'a zip archive',
    ],
    'a zip archive within another': [
      () => zipSync({ 'abc.csv': zipSync({ 'abc.csv': zeros(20 * MIB) }) }, { level: 0 }),
      'a zip archive',
    ],
    'a gzip file within another': [() => gzipSync(gzipSync(HEADER + TRADE)), 'a gzip archive in another'],
    'a gzip file that is cut off': [() => gzipSync(HEADER + TRADE.repeat(100)).subarray(0, 60), 'breaks off'],
    'entities that expand': [
      () =>
        `<?xml version="1.0"?><!DOCTYPE FlexQueryResponse [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${flexTrade('notes="&b;"')}`,
      'document type',
    ],
    'an entity that names a file': [
      () =>
        `<!DOCTYPE FlexQueryResponse [<!ENTITY a SYSTEM "file:///etc/passwd">]>${flexTrade('notes="&a;"')}`,
      'document type',
    ],
    'NUL bytes in a table': [() => `${HEADER}main,2025-01-06,buy,F\0,1,9\n`, 'NUL byte'],
    'nothing but NUL bytes': [() => zeros(MIB), ''],
    'a million columns': [() => `${HEADER}${','.repeat(1_000_000)}\n`, 'columns: no CSV file'],
    'a million headings': [() => `${HEADER.trim()}${',x'.repeat(1_000_000)}\n${TRADE}`, 'no CSV file'],
    'a line of 100 MB': [() => HEADER + 'x'.repeat(100 * MIB), 'is longer than'],
    'a line of 100 MB in quotes': [() => `${HEADER}"${'x,'.repeat(50 * MIB)}`, 'is longer than'],
    'a text of 100 MB in JSON': [() => activity(`,"x":"${'x'.repeat(100 * MIB)}"`), 'a record longer than'],
    'a million attributes': [
      () => flexTrade(Array.from({ length: 1_000_000 }, (_, i) => `a${i}="1"`).join(' ')),
      'longer than',
    ],
    'quotation marks that are never closed': [() => HEADER + '"x\n'.repeat(5_000), 'quotation marks'],
    'an empty file': [() => '', 'empty'],
    'a blank file': [() => ' \r\n\t\n \u00a0', 'empty'],
    'two columns of one name': [
      () => `account,executed_at,action,underlying,quantity,price,Quantity\n${TRADE}`,
      '"quantity" twice',
    ],
  };
  test.each(Object.entries(cases))(
    '%s',
    async (_, [content, reason]) => {
      await expect(bring(content())).rejects.toMatchObject({
        name: 'FileRefused',
        message: expect.stringContaining(reason) as unknown,
      });
    },
    60_000,
  );
});

test.each(
  SAMPLES.flatMap(({ format, fileName, files }) =>
    files.flatMap((file) =>
      typeof file === 'string' ? [[format.name, fileName, file, format] as const] : [],
    ),
  ),
)('a NUL byte in a file of %s refuses it', (_, fileName, file, format) => {
  const middle = file.indexOf('\n', file.length / 2);
  const text = `${file.slice(0, middle)}\0${file.slice(middle)}`;
  expect(() => parsedText(format, text, fileName)).toThrow(FileRefused);
});

describe('what is read, every record accounted for', () => {
  const cases: Readonly<Record<string, [content: () => string | Uint8Array, counts: Partial<FileReport>]>> = {
    'JSON of 100,000 brackets, where nobody looks': [
      () => activity(`,"x":${nested(100_000)}`),
      { lines: 2, rejected: 1 },
    ],
    'JSON of 100,000 brackets, where a field is kept': [
      () =>
        `{"account":"flat","at":"2025-01-06","kind":"fee","amount":-1}\n{"account":"deep","executed_at":"2025-01-06","action":"buy","underlying":"F","quantity":1,"price":9,"x":${nested(100_000)}}\n`,
      { lines: 2, rejected: 1 },
    ],
    'JSON of 100,000 objects within each other': [
      () => activity(`,"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
      { lines: 2, rejected: 1 },
    ],
    'XML of 20,000 elements within each other': [
      () =>
        `${FLEX}${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}</FlexStatement></FlexStatements></FlexQueryResponse>`,
      { lines: 0 },
    ],
    'a thousand attributes': [
      () => flexTrade(`tradeID="9" ${Array.from({ length: 1_000 }, (_, i) => `a${i}="1"`).join(' ')}`),
      { accepted: 1 },
    ],
    'a quotation mark that is not closed, between rows that are right': [
      () => `${HEADER}main,2025-01-06,buy,Q1,1,9\n"main,2025-01-06,buy,Q2,1,9\nmain,2025-01-06,buy,Q3,1,9\n`,
      { accepted: 2, rejected: 1 },
    ],
    'lines that end in every way': [
      () =>
        `${HEADER.trim()}\r\nmain,2025-01-06,buy,R1,1,9\rmain,2025-01-06,buy,R2,1,9\nmain,2025-01-06,buy,R3,1,9\r\n`,
      { accepted: 3, rejected: 0 },
    ],
    'UTF-16 that is cut within a character': [
      () =>
        Buffer.from(
          `\ufeff${HEADER}main,2025-01-06,buy,U1,1,9\nmain,2025-01-06,buy,U\ud83d\ude00`,
          'utf16le',
        ).subarray(0, -2),
      { accepted: 1, rejected: 1 },
    ],
    'UTF-16 that is cut within a unit': [
      () => Buffer.from(`\ufeff${HEADER}main,2025-01-06,buy,V1,1,9\nmain,2025`, 'utf16le').subarray(0, -1),
      { accepted: 1, rejected: 1 },
    ],
    'half a character of UTF-16, in JSON': [
      () =>
        '{"account":"main","executed_at":"2025-01-06","action":"buy","underlying":"W","quantity":1,"price":9,"note":"\\ud83d"}\n',
      { lines: 1 },
    ],
    'a header without rows': [() => HEADER, { lines: 0 }],
  };
  test.each(Object.entries(cases))(
    '%s',
    async (_, [content, counts]) => {
      const report = await bring(content());
      expect(report).toMatchObject(counts);
      expect(report.accepted + report.rejected + report.ignored + report.duplicates).toBe(report.lines);
    },
    60_000,
  );
});

describe('no CSV that is written is a formula to a spreadsheet', () => {
  const FORMULAS = ['=1+1', '+1', '-1+1', '@SUM(A1)', '\t=1', '=cmd|"/c calc"!A1'];
  const formula = /(^|[,\n])"?[=+@\t\r-]/m;

  test('rejects, and the texts of every export', async () => {
    const rows = FORMULAS.flatMap((text) => [
      {
        account: text,
        executed_at: '2025-01-06',
        action: 'buy',
        underlying: 'F',
        quantity: 1,
        price: 9,
        note: text,
      },
      { account: text, at: '2025-01-06', kind: 'fee', amount: 1, description: text },
      { recommendation_id: text, sent_at: '2025-01-06', action: 'wait', underlying: 'F', comment: text },
      { account: text, executed_at: text, action: 'buy', underlying: 'F', quantity: 1, price: 9 },
    ]);
    const report = await bring(rows.map((row) => JSON.stringify(row)).join('\n'), 'formulas.jsonl');
    expect(report.rejected).toBeGreaterThanOrEqual(FORMULAS.length);
    const table = await bring(
      `account,executed_at,action,underlying,quantity,price\n${FORMULAS.map((text) => `"${text.replaceAll('"', '""')}",x,buy,F,1,9`).join('\n')}\n`,
    );
    expect(table.rejected).toBe(FORMULAS.length);
    const out = join(directory, 'home', 'exports');
    for (const name of EXPORT_TABLES) await opened.steps.exportTable({ table: name, format: 'csv' });
    const texts = await Promise.all([
      ...[report, table].map(({ rejects_path }) => readFile(rejects_path ?? '', 'utf8')),
      ...EXPORT_TABLES.map((name) => readFile(join(out, `${name}.csv`), 'utf8')),
    ]);
    expect(texts.filter((text) => text.includes("'=1+1")).length).toBeGreaterThan(3);
    // A number below zero is none.
    for (const text of texts)
      expect(text.replace(/(^|,)-\d+(\.\d+)?(?=,|\r?$)/gm, '$1')).not.toMatch(formula);
  }, 60_000);
});
