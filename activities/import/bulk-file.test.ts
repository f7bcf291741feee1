import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import type { FieldKind } from '../../domain/records/record-fields.js';
import { DATASETS, fieldsOf, type Dataset } from '../../domain/records/records.js';
import { canonicalCsv } from '../../ingest/canonical/csv.js';
import { canonicalJsonl } from '../../ingest/canonical/jsonl.js';
import { ensureHome, homePaths, type Home } from '../../store/home/home.js';
import { clearStaging, stagedTable } from '../../store/staging/staging.js';
import { openWarehouse } from '../../store/duckdb/open-warehouse.js';
import type { Warehouse } from '../../store/duckdb/warehouse.js';
import { stageParquet, stagePlainCsv, stagePlainJsonl } from './bulk-file.js';
import { lineShape } from './line-shape.js';
import { stageHere } from './read-in-thread.js';
import { stageRecords, type StagedCounts, type StagedFile } from './staged-file.js';

let directory: string;
let home: Home;
let warehouse: Warehouse;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tradeloop-bulk-'));
  home = homePaths(directory);
  await ensureHome(home);
  warehouse = await openWarehouse(':memory:');
});
afterEach(async () => {
  await warehouse.close();
  await rm(directory, { recursive: true });
});

interface Staged {
  taken: boolean;
  counts: StagedCounts;
  rows: object[];
  rejects: unknown[];
}

/** What is staged of one dataset, in the order of the lines, and what is rejected. */
async function staging(dataset: Dataset, work: (staged: StagedFile) => Promise<boolean>): Promise<Staged> {
  await clearStaging(warehouse);
  const rejectsPath = join(directory, 'rejects.csv');
  const { counts, taken } = await stageRecords(
    stageHere({ home, warehouse }),
    rejectsPath,
    async (staged) => ({
      sha256: 'f'.repeat(64),
      taken: await work(staged),
    }),
  );
  const rejects = Papa.parse<[string, string]>((await readFile(rejectsPath, 'utf8')).trim()).data;
  return {
    taken,
    counts,
    rows: await warehouse.rows(`SELECT * FROM ${stagedTable(dataset)} ORDER BY lines`),
    rejects: rejects.map(([line, reason]) => [line, reason]),
  };
}

function rowByRow(
  dataset: Dataset,
  text: string,
  account: string | null,
  format = canonicalCsv,
): Promise<Staged> {
  return staging(dataset, async (staged) => {
    const parser = format.open({ account }, 'records');
    await staged.take(parser.push(Buffer.from(text)));
    await staged.take(parser.end());
    return true;
  });
}

async function inBulk(
  dataset: Dataset,
  text: string,
  account: string | null,
  stagePlain = stagePlainCsv,
): Promise<Staged> {
  const [path, head] = [join(directory, 'records'), Buffer.from(text)];
  await writeFile(path, text);
  const shape = lineShape();
  shape.push(head);
  return staging(dataset, async (staged) => {
    const file = { path, account, head, lines: shape.lines(), breaks: shape.breaks() };
    return shape.plain() && stagePlain(warehouse, staged, file);
  });
}

/** Texts of a field as one would write it, … */
function plainText(field: FieldKind): fc.Arbitrary<string> {
  switch (field.kind) {
    case 'text':
      return fc.constantFrom('a', 'SOFI', 'b c', 'é1');
    case 'choice':
      return fc.constantFrom(...field.values);
    case 'date':
      return fc.constantFrom('2025-01-17', '2024-02-29');
    case 'time':
      return fc.constantFrom('2025-01-06T14:30:00Z', '2025-01-06', '2025-01-06T09:30:00-05:00');
    case 'decimal':
      return fc.integer({ min: 1, max: 99_999 }).map((cents) => (cents / 100).toFixed(2));
    case 'fraction':
      return fc.constantFrom('0.5', '1', '0.333');
    case 'integer':
      return fc.constantFrom('1', '17', '-3');
    case 'json':
      return fc.constant('');
  }
}

/** … and in unusual ways, or wrong. */
function oddTexts(field: FieldKind): string[] {
  const anyText = [
    '',
    ' ',
    'x',
    '-1',
    '0',
    'NaN',
    '"',
    "o'clock",
    'ünï',
    ' 7 ',
    '1e3',
    '\t1',
    'a"b',
    'a,b',
    'Call',
  ];
  return [...anyText, ...ODD[field.kind], ...(field.kind === 'choice' ? field.values : [])];
}

const ODD: Readonly<Record<FieldKind['kind'], readonly string[]>> = {
  text: ['a ', ' a', 'a\u00a0', '\ufeffa'],
  choice: [],
  date: ['2025-02-29', '2025-1-7', '1899-12-31', '2200-12-31', '2201-01-01', ' 2025-01-17', '20250117'],
  time: [
    ...['2025-01-06 14:30:00Z', '2025-01-06T14:30Z', '2025-01-06T14:30:00.250Z', '2025-01-06T14:30:00'],
    ...['2025-01-06T24:00:00Z', '2025-01-06T23:59:60Z', '2025-02-29T14:30:00Z', '2025-01-06T14:30:00+0530'],
    ...['1899-12-31T23:00:00-02:00', '2200-12-31T23:00:00-02:00', '2025-01-06T14:30:00+14:30', '2025-1-6'],
    ...['2025-02-29', '2201-01-01T00:00:00Z', '2025-02-29T09:30:00-05:00'],
  ],
  decimal: [
    ...[
      '.5',
      '5.',
      '+1',
      '-0',
      '1_0',
      '1,5',
      '0.00000000005',
      '1.23456789015',
      '0.99999999995',
      '0.00000000004',
    ],
    ...['99999999.99999999999', '99999999.5', '123456789', '123456789.25', '999999999999999999', '0x10', '١'],
    ...['1'.repeat(19), '1'.repeat(28), '1'.repeat(29), 'Infinity', '-123456789', '-2.5'],
    ...['999999999999', '1000000000000', '999999.99999999999', '0.0000009', '9000000000', '1000000'],
  ],
  fraction: ['1.0000000001', '1.00000000001', '0.0', '2'],
  integer: ['2.0', '007', '+4', '-0', '9007199254740990', '9007199254740991', '2.5'],
  json: ['[]', '{"a":1.0}', '[1', '"x"'],
};

/** CSV text of records, a field or two of each odd, with columns that the contract does not name. */
function csvText(dataset: Dataset): fc.Arbitrary<string> {
  const fields = fieldsOf(dataset);
  const headings = [...fields.map(({ name }) => name), 'note', '1', 'odd"name', 'extra'];
  const plain = fields.map(({ field, required }) =>
    required ? plainText(field) : fc.oneof(fc.constant(''), plainText(field)),
  );
  const note = fc.constantFrom('', '', 'plain', 'q"t', 'ü', 'back\\slash');
  const other = fc.oneof({ weight: 8, arbitrary: fc.constant('') }, fc.constantFrom('plain', '{"a":1}'));
  const oddFields = fc.array(
    fc.nat(fields.length - 1).chain((at) => {
      const odd = oddTexts((fields[at] as (typeof fields)[number]).field);
      return fc.constantFrom(...odd).map((text) => ({ at, text }));
    }),
    { maxLength: 2 },
  );
  const row = fc
    .tuple(fc.tuple(...plain, note, other, other, other), oddFields)
    .map(([cells, odds]) => cells.map((cell, at) => odds.find((odd) => odd.at === at)?.text ?? cell));
  return fc
    .tuple(fc.array(row, { minLength: 1, maxLength: 60 }), fc.constantFrom('\n', '\r\n'))
    .map(([rows, newline]) => Papa.unparse([headings, ...rows], { newline }));
}

const OPTION = { underlying: 'F', right: 'call', strike: '12', expiration: '2025-01-17' };
const AT = '2025-01-06T14:30:00Z';

/** Records that are right. */
const RIGHT: Readonly<Record<Dataset, readonly Readonly<Record<string, string>>[]>> = {
  executions: [
    { account: 'a', executed_at: AT, action: 'sell_to_open', ...OPTION, quantity: '1', price: '1.5' },
    { account: 'a', executed_at: AT, action: 'buy', underlying: 'F', quantity: '1', amount: '-9' },
    { account: 'a', executed_at: AT, action: 'transfer', underlying: 'F', quantity: '1', direction: 'in' },
    {
      account: 'a',
      executed_at: AT,
      action: 'symbol_change',
      underlying: 'F',
      quantity: '1',
      to_strike: '2',
    },
  ],
  recommendations: [
    { recommendation_id: 'r', sent_at: AT, action: 'sell_to_open', ...OPTION },
    { recommendation_id: 'r', sent_at: AT, action: 'hold', underlying: 'F' },
    { recommendation_id: 'r', sent_at: AT, action: 'wait', underlying: 'F', right: 'call' },
    {
      ...{ recommendation_id: 'r', sent_at: AT, action: 'roll', ...OPTION },
      ...{ from_strike: '12', from_expiration: '2025-01-10' },
    },
  ],
  cash_flows: [{ account: 'a', at: AT, kind: 'fee', amount: '-1' }],
  bars: [{ symbol: 'F', interval: '1d', ts: '2025-01-06', open: '2', high: '3', low: '1', close: '2' }],
  quotes: [{ ...OPTION, ts: AT }],
  market_events: [{ underlying: 'F', kind: 'split', date: '2025-01-06', ratio: '2' }],
};

/** Every record that is right, and with every one of its fields odd in every way; and a row without content. */
function everyOddity(dataset: Dataset): string {
  const fields = fieldsOf(dataset);
  const headings = [...fields.map(({ name }) => name), 'note'];
  const records = RIGHT[dataset].flatMap((right) => [
    right,
    ...fields.flatMap(({ name, field }) => oddTexts(field).map((text) => ({ ...right, [name]: text }))),
  ]);
  const rows = records.map((record: Readonly<Record<string, string>>) =>
    headings.map((name) => record[name] ?? ''),
  );
  return Papa.unparse([headings, ...rows, headings.map(() => '')]);
}

describe('stagePlainCsv(warehouse, staged, file)', () => {
  test.each(DATASETS)('takes of %s each odd field as reading record by record does', async (dataset) => {
    const text = everyOddity(dataset);
    expect(await inBulk(dataset, text, null)).toEqual(await rowByRow(dataset, text, null));
  });

  test.each(DATASETS)('stages and rejects of %s what reading record by record does', async (dataset) => {
    await fc.assert(
      fc.asyncProperty(csvText(dataset), fc.constantFrom(null, 'main'), async (text, account) => {
        expect(await inBulk(dataset, text, account)).toEqual(await rowByRow(dataset, text, account));
      }),
      { numRuns: 8 },
    );
  });

  const HEADER = 'account,executed_at,action,underlying,quantity,price,note';
  const ROW = 'main,2025-01-06T14:30:00Z,buy,SOFI,100,9.75,';

  test('needs nobody else for rows that are plainly right', async () => {
    const withOffset = 'main,2025-01-06T09:30:00-05:00,sell,SOFI,100,9.75,by hand';
    const { taken, counts, rows } = await inBulk('executions', [HEADER, ROW, withOffset].join('\n'), null);
    expect(taken).toBe(true);
    expect(counts).toEqual({ records: 2, rejected: 0, ignored: 0, reasons: {} });
    expect(rows).toMatchObject([
      { lines: [2], executed_at: '2025-01-06T14:30:00Z', currency: 'USD', extra: null },
      { lines: [3], executed_at: '2025-01-06T14:30:00Z', extra: '{"note":"by hand"}' },
    ]);
    await expect(warehouse.rows('SELECT line FROM unsure_rows')).rejects.toThrow('does not exist');
  });

  test('is sure of advice to wait with a right alone', async () => {
    const text = `recommendation_id,sent_at,action,underlying,right\nr,${AT},wait,F,call`;
    expect((await inBulk('recommendations', text, null)).counts.records).toBe(1);
    await expect(warehouse.rows('SELECT line FROM unsure_rows')).rejects.toThrow('does not exist');
  });

  test.each([
    ['a ragged row', `${ROW}\nmain,2025-01-06`],
    ['a row too long', `${ROW}\n${ROW},,,more`],
    ['a quoted line break', `${ROW}"two\nlines"`],
    ['a blank line', `${ROW}\n\n${ROW}`],
    ['a quotation mark that is not closed', `${ROW}"open\n${ROW}`],
    ['bytes that are no UTF-8', `${ROW}\xff`],
  ])('leaves a file with %s to the reader of records', async (_, rows) => {
    const [path, content] = [join(directory, 'odd.csv'), Buffer.from(`${HEADER}\n${rows}\n`, 'latin1')];
    await writeFile(path, content);
    const shape = lineShape();
    shape.push(content);
    const {
      taken,
      counts,
      rows: staged,
    } = await staging('executions', (file) =>
      stagePlainCsv(warehouse, file, {
        ...{ path, account: null, head: content },
        ...{ lines: shape.lines(), breaks: shape.breaks() },
      }),
    );
    expect({ taken, records: counts.records, rejected: counts.rejected, staged }).toEqual({
      taken: false,
      records: 0,
      rejected: 0,
      staged: [],
    });
  });

  test('refuses a header without a column that is required', async () => {
    const text = 'account,executed_at,action,underlying,price\n';
    await expect(inBulk('executions', text, null)).rejects.toThrow(
      'executions without the column "quantity"',
    );
  });
});

/** Values as they stand in JSON, right for some fields and wrong, odd or of another form for most. */
const ODD_JSON = [
  ...[
    '1',
    '12.50',
    '0.1',
    '1e2',
    '1E-7',
    '-0',
    '-0.0',
    '0.30000000000000004',
    '123456789012345',
    '12345678901234567',
  ],
  ...[
    '1e22',
    '20250117',
    'true',
    'false',
    'null',
    '{}',
    '[]',
    '[{"a":1.0}]',
    '{"b":null}',
    '"a\\nb"',
    '"\\u0041"',
    '"\\""',
  ],
  ...[
    'NaN',
    '-Infinity',
    '"\u2028"',
    '"\u0000"'.replace('\u0000', '\\u0000'),
    '0.12345678901234',
    '0.1234567890123',
    '"1"',
  ],
];

/**
 * A record that is right, with each of these fields odd in every way, as lines of which the names stand in one order.
 */
function oddLines(
  dataset: Dataset,
  right: Readonly<Record<string, string>>,
  odd: readonly { name: string; texts: readonly string[] }[],
): string {
  const order = [...fieldsOf(dataset), ...odd].map(({ name }) => name);
  const lines = odd.flatMap(({ name, texts }) =>
    [...texts.map((text) => JSON.stringify(text)), ...ODD_JSON].map((json) => {
      const values = new Map([
        ...Object.entries(right).map(([of, text]) => [of, JSON.stringify(text)] as const),
        [name, json],
      ]);
      const names = [...new Set(order)].filter((of) => values.has(of));
      return `{${names.map((of) => `${JSON.stringify(of)}:${values.get(of)}`).join(',')}}\n`;
    }),
  );
  return lines.join('');
}

const OTHER_TEXTS = ['', 'plain', 'ü', 'a"b', '[1]', '{"a":1}'];

describe('stagePlainJsonl(warehouse, staged, file)', () => {
  test.each(DATASETS)('takes of %s each odd member as reading line by line does', async (dataset) => {
    for (const right of RIGHT[dataset])
      for (const odd of [
        fieldsOf(dataset).map(({ name, field }) => ({ name, texts: oddTexts(field) })),
        ...['extra', 'note', 'na-me'].map((name) => [{ name, texts: OTHER_TEXTS }]),
      ]) {
        const text = oddLines(dataset, right, odd);
        const bulk = await inBulk(dataset, text, null, stagePlainJsonl);
        expect(bulk).toEqual(await rowByRow(dataset, text, null, canonicalJsonl));
      }
  });

  const FILL = { account: 'a', executed_at: AT, action: 'buy', underlying: 'F', quantity: 1, price: 9 };
  const lines = (...records: (object | string)[]) =>
    records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n');

  test('needs nobody else for lines that are plainly right', async () => {
    const { account: _, ...unnamed } = FILL;
    const text = lines(FILL, { fees: 0.65, note: 'by hand', ...FILL }, unnamed);
    const { taken, counts, rows } = await inBulk('executions', text, 'main', stagePlainJsonl);
    expect([taken, counts.records]).toEqual([true, 3]);
    expect(rows).toMatchObject([
      { lines: [1], account: 'a', price: 90_000_000_000n, fees: null, extra: null },
      { lines: [2], fees: 6_500_000_000n, extra: '{"note":"by hand"}' },
      { lines: [3], account: 'main' },
    ]);
    await expect(warehouse.rows('SELECT line FROM unsure_rows')).rejects.toThrow('does not exist');
  });

  test.each([
    ['a blank line', lines(FILL, '', FILL)],
    ['blanks before a record', lines(FILL, ` ${JSON.stringify(FILL)}`)],
    ['lines that end in two ways', `${lines(FILL)}\r\n${lines(FILL)}\n`],
    ['a mark of the byte order', `\ufeff${lines(FILL, FILL)}`],
    ['a line that is no JSON', lines(FILL, '{"account":')],
    ['two records on a line', lines(FILL) + lines(FILL)],
    ['a list', lines(FILL, '[1]')],
    ['records of two datasets', lines(FILL, { account: 'a', at: AT, kind: 'fee', amount: -1 })],
    ['unknown names in two orders', lines({ ...FILL, a: '1', b: '2' }, { ...FILL, b: '2', a: '1' })],
    ['a name that is not plain', lines({ ...FILL, '1': '2' })],
    ['a name twice', lines(FILL, '{"account":"a","account":"b","executed_at":"x","action":"buy"}')],
    ['names that differ in capitals', lines({ ...FILL, Price: 1 })],
    ['nothing', ''],
  ])('leaves a file with %s to the reader of lines', async (_, text) => {
    const { taken, rows, counts } = await inBulk('executions', text, null, stagePlainJsonl);
    expect({ taken, rows, counts }).toEqual({
      taken: false,
      rows: [],
      counts: { records: 0, rejected: 0, ignored: 0, reasons: {} },
    });
  });

  test('rejects a comma behind the last member, which DuckDB takes', async () => {
    const text = lines(FILL, JSON.stringify(FILL).replace('}', ',}'));
    const bulk = await inBulk('executions', text, null, stagePlainJsonl);
    expect(bulk).toEqual(await rowByRow('executions', text, null, canonicalJsonl));
    expect(bulk.counts).toMatchObject({ records: 1, rejected: 1 });
  });
});

describe('stageParquet(warehouse, staged, file)', () => {
  async function stagedParquet(columns: string): Promise<Staged> {
    const path = join(directory, 'records.parquet');
    await warehouse.run(`COPY (SELECT ${columns}) TO '${path}' (FORMAT parquet)`);
    return staging('executions', async (staged) => {
      await stageParquet(warehouse, staged, { path, account: 'main' });
      return true;
    });
  }

  const PLAIN = `'buy' AS action, 'SOFI' AS underlying`;

  test('reads typed columns as the contract says', async () => {
    const { rows, counts } = await stagedParquet(
      `${PLAIN}, TIMESTAMPTZ '2025-01-06 09:30:00-05' AS executed_at, 2::TINYINT AS quantity, 0.00001::DOUBLE AS price,
       0.1::FLOAT AS fees, 123456789012.5::DECIMAL(38,2) AS amount, 7 AS account, 3 AS line`,
    );
    expect(counts).toMatchObject({ records: 1, rejected: 0 });
    expect(rows).toMatchObject([
      {
        lines: [1],
        account: '7',
        executed_at: '2025-01-06T14:30:00Z',
        quantity: 20_000_000_000n,
        price: 100_000n,
        fees: 1_000_000_000n,
        amount: 1234567890125_000_000_000n,
        multiplier: 10_000_000_000n,
        extra: '{"line":"3"}',
      },
    ]);
  });

  test('rejects a time without a zone, by the number of its row', async () => {
    const { rows, rejects } = await stagedParquet(
      `${PLAIN}, unnest([TIMESTAMP '2025-01-06 09:30:00', NULL]) AS executed_at, 1 AS quantity, 2 AS price`,
    );
    expect(rows).toEqual([]);
    expect(rejects).toEqual([
      ['line', 'reason'],
      ['1', 'executed_at not a time: "2025-01-06 09:30:00"'],
      ['2', 'executed_at missing'],
    ]);
  });

  test('refuses what only begins like Parquet', async () => {
    const path = join(directory, 'broken.parquet');
    await writeFile(path, 'PAR1 and so on');
    const work = staging('executions', async (staged) => {
      await stageParquet(warehouse, staged, { path, account: null });
      return true;
    });
    await expect(work).rejects.toMatchObject({ name: 'FileRefused' });
  });
});
