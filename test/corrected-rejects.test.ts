import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openSteps } from '../activities/make-steps.js';
import type { FileReport } from '../activities/import-reports.js';
import type { Steps } from '../activities/steps.js';
import { parseMapping, type TableMapping } from '../ingest/mapping/mapping.js';

const directory = await mkdtemp(join(tmpdir(), 'tradeloop-corrected-'));
afterAll(() => rm(directory, { recursive: true }));

const TABLES = ['executions', 'cash_flows', 'bars'];

interface Sample {
  fileName: string;
  content: string | Uint8Array;
  /** What of the file is wrong, and what should stand there; wherever it stands. */
  wrong: string;
  right: string;
  /** What it is written as, where it is not as it reads. */
  packed?: (text: string) => Uint8Array;
  mapping?: TableMapping;
}

interface Opened {
  home: string;
  steps: Steps;
  bring: (file: {
    path: string;
    givenPath: string;
    mapping?: TableMapping | undefined;
  }) => Promise<FileReport>;
  told: () => Promise<string[]>;
  close: () => Promise<void>;
}

async function opened(): Promise<Opened> {
  const home = await mkdtemp(join(directory, 'home-'));
  const { steps, close } = await openSteps(home);
  return {
    home,
    steps,
    close,
    bring: ({ mapping, ...file }) =>
      steps.importFile({ ...file, account: 'main', coveredThrough: null, ...(mapping ? { mapping } : {}) }),
    told: toldBy(home, steps),
  };
}

function toldBy(home: string, steps: Steps): () => Promise<string[]> {
  return async () => {
    const out = join(home, 'exports');
    for (const table of TABLES) await steps.exportTable({ table, format: 'csv' });
    return Promise.all(TABLES.map((table) => readFile(join(out, `${table}.csv`), 'utf8')));
  };
}

function mappingOf(told: object): TableMapping {
  const parsed = parseMapping(JSON.stringify(told));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.mapping;
}

const FLEX_TRADE =
  'assetCategory="STK" symbol="ABC" currency="USD" dateTime="20240110;093000" tradePrice="5" proceeds="-50" ibCommission="-1" netCash="-51"';
const FILL = {
  ...{
    coin: 'ABC',
    px: '10',
    sz: '3',
    side: 'B',
    time: 1704290400123,
    startPosition: '0.0',
    dir: 'Open Long',
  },
  ...{ closedPnl: '0.0', oid: 7, fee: '0.02', feeToken: 'USDC' },
};
const ROBINHOOD = `"Activity Date","Process Date","Settle Date","Instrument","Description","Trans Code","Quantity","Price","Amount"
"6/3/2021","6/3/2021","6/4/2021","ABC","ABC 6/4/2021 Call $22.50","BTO","1","$1.00","($100.00)"
"6/3/2021","6/3/2021","6/4/2021","ABC","ABC 6/4/2021 Call $22.50","BTO","one","$1.00","($100.00)"
"6/1/2021","6/1/2021","6/1/2021","","Interest
Payment","INT","","","$8.67"
`;

const SAMPLES: Readonly<Record<string, Sample>> = {
  'rows of a table, one of them then identical to one that was accepted': {
    fileName: 'robinhood.csv',
    content: ROBINHOOD,
    wrong: '"one"',
    right: '"1"',
  },
  'a table packed with gzip, in UTF-16 with CRLF': {
    fileName: 'robinhood.csv.gz',
    content: ROBINHOOD,
    packed: (text) => gzipSync(Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le')),
    wrong: '"one"',
    right: '"1"',
  },
  'a record over several lines, below text': {
    fileName: 'history.csv',
    content: `\n\nBrokerage\n\nRun Date,Account,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Settlement Date
03/05/2024,A X1234567,DIVIDEND RECEIVED (ABC) (Cash),ABC,"Abc
Corp",Cash,,,,,,ten,
03/04/2024,A X1234567,YOU BOUGHT ABC (ABC) (Cash),ABC,Abc,Cash,1,5,,,,-5,
"for you, only"
`,
    wrong: ',,ten,',
    right: ',,10,',
  },
  'a quotation mark that is not closed': {
    fileName: 'a.csv',
    content: `account,executed_at,action,underlying,quantity,price,note\nmain,2025-01-06,buy,F,1,9,"x\nmain,2025-01-07,buy,F,1,9,y\n`,
    wrong: '9,"x',
    right: '9,x',
  },
  'canonical records in bulk, written otherwise than a reject is': {
    fileName: 'a.csv',
    content: `account,executed_at,action,underlying,quantity,price\n"main",2025-01-06,buy,"F",x,9\nmain,2025-01-07,buy,F,1,9\n`,
    wrong: ',x,9',
    right: ',1,9',
  },
  'a section': {
    fileName: 'statement.csv',
    content: `Statement,Header,Field Name,Field Value
Account Information,Header,Field Name,Field Value
Account Information,Data,Account,U100
Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,Proceeds,Comm/Fee,Code
Trades,Data,Order,Stocks,USD,ABC,"2024-01-10, 09:30:00","1,400",11.5,"-16,100",-1,O
Trades,Data,Order,Stocks,USD,ABC,"2024-01-10, 09:31:00",many,11.5,-11.5,-1,O
Dividends,Header,Currency,Date,Description,Amount
Dividends,Data,USD,2024-01-15,ABC(US0000000001) Cash Dividend,2.40
`,
    wrong: 'many',
    right: '1',
  },
  'a section of a statement that joins its sections': {
    fileName: 'statement.csv',
    content: `Account Statement for 12345 (margin) since 1/1/24 through 1/31/24

Cash Balance
DATE,TIME,TYPE,REF #,DESCRIPTION,Misc Fees,Commissions & Fees,AMOUNT,BALANCE
1/3/24,10:00:00,TRD,="77",BOT +100 ABC @10.00,,-1.00,"-1,000.00",
1/4/24,10:00:00,DOI,,ORDINARY DIVIDEND~ABC,,,five,

Account Trade History
,Exec Time,Spread,Side,Qty,Pos Effect,Symbol,Exp,Strike,Type,Price,Net Price,Order Type
,1/3/24 10:00:00,STOCK,BUY,+100,TO OPEN,ABC,,,STOCK,10.00,10.00,LMT
`,
    wrong: 'five',
    right: '5.00',
  },
  'elements of XML on one line': {
    fileName: 'flex.xml',
    content: `<FlexQueryResponse><FlexStatements><FlexStatement accountId="U100"><Trades><Trade ${FLEX_TRADE} quantity="10" tradeID="1"/><Trade ${FLEX_TRADE} tradeID='2' notes="a &amp; b" quantity="ten"></Trade></Trades></FlexStatement></FlexStatements></FlexQueryResponse>`,
    wrong: 'quantity="ten"',
    right: 'quantity="10"',
  },
  'a list of JSON on one line': {
    fileName: 'fills.json',
    content: JSON.stringify([
      { ...FILL, tid: 1 },
      { ...FILL, tid: 2, px: 'ten' },
      { ...FILL, tid: 3 },
    ]),
    wrong: '"ten"',
    right: '"10"',
  },
  'JSON over several lines': {
    fileName: 'fills.json',
    content: JSON.stringify(
      [
        { ...FILL, tid: 1 },
        { ...FILL, tid: 2, px: 'ten' },
      ],
      null,
      2,
    ),
    wrong: '"ten"',
    right: '"10"',
  },
  'lines of JSON': {
    fileName: 'a.jsonl',
    content:
      '{"account":"main","executed_at":"2025-01-06","action":"buy","underlying":"F","quantity":"x","price":9}\n{"account":"main","at":"2025-01-06","kind":"fee","amount":-1}\n',
    wrong: '"quantity":"x"',
    right: '"quantity":1',
  },
  'the two ends of a trade in JSON': {
    fileName: 'backtest.json',
    content: `{"strategy":{"A":{"trades":[
{"pair":"ABC/BTC","amount":"many","open_rate":1,"close_rate":2,"fee_open":0,"fee_close":0,"profit_abs":3,"open_date":"2024-01-03 14:00:00+00:00","close_date":"2024-01-03 15:00:00+00:00"}]}}}`,
    wrong: '"many"',
    right: '3',
  },
  'bars, whose symbol is the name of the file': {
    fileName: 'ABC.csv',
    content: 'Date,Open,High,Low,Close,Volume\n2024-03-07,1,3,1,2,10\n2024-03-08,2,3,2,x,10\n',
    wrong: '2,x,10',
    right: '2,3,10',
  },
  'a row that a spreadsheet takes for a formula, by a mapping': {
    fileName: 'orders.csv',
    content: 'Qty,Side,Ticker,Day,Price\n-2,Sell,F,2025-01-07,9.75\n-3,Sell,F,someday,9.75\n',
    wrong: 'someday',
    right: '2025-01-08',
    mapping: mappingOf({
      dataset: 'executions',
      fields: {
        executed_at: { column: 'Day' },
        action: { column: 'Side', values: { Buy: 'buy', Sell: 'sell' } },
        underlying: { column: 'Ticker' },
        quantity: { column: 'Qty', sign: 'absolute' },
        price: { column: 'Price' },
      },
    }),
  },
};

/** The rejects file as a person leaves it who put one text right. */
async function corrected(path: string, { wrong, right }: Sample): Promise<string> {
  const quoted = (text: string) => text.replaceAll('"', '""');
  const text = await readFile(path, 'utf8');
  const changed = text
    .split('\r\n')
    .map((row) => {
      // Not the reason, which has the value too.
      const at = row.lastIndexOf(quoted(wrong)) === -1 ? wrong : quoted(wrong);
      const place = row.lastIndexOf(at);
      return place === -1
        ? row
        : row.slice(0, place) + (at === wrong ? right : quoted(right)) + row.slice(place + at.length);
    })
    .join('\r\n');
  expect(changed).not.toBe(text);
  return changed;
}

describe('the rejects of a file, corrected and imported', () => {
  test.each(Object.entries(SAMPLES))(
    'tell with the file what the file would have told that was right: %s',
    async (_, sample) => {
      const { fileName, content, wrong, right, mapping } = sample;
      const written = sample.packed ?? ((text: string) => Buffer.from(text));
      const file = (name: string, text: string) => ({ path: join(directory, name), bytes: written(text) });
      const [bad, good] = [
        file('bad', content as string),
        file('good', (content as string).replace(wrong, right)),
      ];
      for (const { path, bytes } of [bad, good]) await writeFile(path, bytes);

      const expected = await opened();
      const whole = await expected.bring({ path: good.path, givenPath: fileName, mapping });
      expect([whole.rejected, whole.duplicates]).toEqual([0, 0]);

      const home = await opened();
      const first = await home.bring({ path: bad.path, givenPath: fileName, mapping });
      expect(first.rejected).toBeGreaterThan(0);
      expect(await home.told()).not.toEqual(await expected.told());
      const path = join(directory, 'corrected by hand.csv');
      await writeFile(path, await corrected(first.rejects_path ?? '', sample));
      const second = await home.bring({ path, givenPath: path });
      expect(second).toMatchObject({ path, format: whole.format, lines: whole.lines, rejected: 0 });
      expect(second.duplicates).toBe(first.accepted);
      expect(await home.told()).toEqual(await expected.told());
      // What is there twice counts once, and nothing is left behind.
      expect((await home.bring({ path, givenPath: path })).accepted).toBe(0);
      expect((await readdir(join(home.home, 'raw'))).every((name) => /^[0-9a-f]{64}$/.test(name))).toBe(true);
      await home.close();
      await expected.close();
    },
    60_000,
  );

  test('take the place of the file they are of, which counts again when they are taken back', async () => {
    const trade = (quantity: string, at: string) =>
      `,1/3/24 ${at},STOCK,BUY,${quantity},TO OPEN,ABC,,,STOCK,10.00,10.00,LMT`;
    const statement = (
      ...trades: string[]
    ) => `Account Statement for 12345 (margin) since 1/1/24 through 1/31/24

Cash Balance
DATE,TIME,TYPE,REF #,DESCRIPTION,Misc Fees,Commissions & Fees,AMOUNT,BALANCE
1/3/24,10:00:00,TRD,="77",BOT +100 ABC @10.00,,-1.00,"-1,000.00",
1/3/24,11:00:00,TRD,="78",BOT +200 ABC @10.00,,-1.00,"-2,000.00",

Account Trade History
,Exec Time,Spread,Side,Qty,Pos Effect,Symbol,Exp,Strike,Type,Price,Net Price,Order Type
${trades.join('\n')}
`;
    const good = join(directory, 'good.csv');
    await writeFile(good, statement(trade('+200', '11:00:00'), trade('+100', '10:00:00')));
    const expected = await opened();
    await expected.bring({ path: good, givenPath: good });

    const home = await opened();
    const bad = join(directory, 'bad.csv');
    await writeFile(bad, statement(trade('two', '11:00:00'), trade('many', '10:00:00')));
    const first = await home.bring({ path: bad, givenPath: bad });
    expect(first.rejected).toBe(2);
    const [alone, rejects] = [await home.told(), await readFile(first.rejects_path ?? '', 'utf8')];
    const fixed = join(directory, 'fixed.csv');
    const bringFixed = async (text: string) => {
      await writeFile(fixed, text);
      return home.bring({ path: fixed, givenPath: fixed });
    };
    const half = rejects.replace('BUY,two', 'BUY,+200');
    const { sha256: halfSha256 } = await bringFixed(half);
    const { sha256 } = await bringFixed(half.replace('BUY,many', 'BUY,+100'));
    expect(await home.told()).toEqual(await expected.told());
    expect((await home.bring({ path: bad, givenPath: bad })).accepted).toBe(0);
    expect(await home.told()).toEqual(await expected.told());

    await home.close();
    await rm(join(home.home, 'warehouse.duckdb'));
    const { steps, close } = await openSteps(home.home);
    const told = toldBy(home.home, steps);
    expect(await told()).toEqual(await expected.told());
    for (const fileSha256 of [sha256, halfSha256]) await steps.retractImport({ fileSha256 });
    expect(await told()).toEqual(alone);
    await writeFile(fixed, half);
    await steps.importFile({ path: fixed, givenPath: fixed, account: null, coveredThrough: null });
    expect(await told()).not.toEqual(alone);
    expect(await steps.retractImport({ fileSha256: first.sha256 })).toMatchObject({ imports: 2 });
    expect((await told()).join('')).not.toContain('12345');
    await close();
    await expected.close();
  }, 60_000);

  test('are corrected in turn, some at a time, and tell of what the first file was of', async () => {
    const home = await opened();
    const header = 'Date,Open,High,Low,Close,Volume';
    const bar = (day: string, volume: string) => `2024-03-${day},1,3,1,2,${volume}`;
    const path = join(directory, 'XYZ.csv');
    await writeFile(path, [header, bar('07', '1'), bar('08', 'x'), bar('11', 'y'), ''].join('\n'));
    let report = await home.bring({ path, givenPath: 'XYZ.csv.gz' });
    for (const wrong of ['x', 'y']) {
      const fixed = join(directory, `without ${wrong}.csv`);
      const right = { fileName: '', content: '', wrong: `,${wrong}`, right: ',2' };
      await writeFile(fixed, await corrected(report.rejects_path ?? '', right));
      report = await home.bring({ path: fixed, givenPath: fixed });
    }
    expect(report).toMatchObject({ accepted: 1, rejected: 0, duplicates: 2 });
    const bars = (await home.told()).at(-1) ?? '';
    expect(bars.split('\n').filter((line) => line.startsWith('XYZ,'))).toHaveLength(3);
    expect(bars.trimEnd().split('\n')).toHaveLength(4);
    await home.close();
  }, 60_000);

  test('are refused by name where they are of no file that is there, or do not fit it', async () => {
    const home = await opened();
    const path = join(directory, 'robinhood-bad.csv');
    await writeFile(path, ROBINHOOD);
    const { rejects_path, sha256 } = await home.bring({ path, givenPath: 'robinhood.csv' });
    const text = await readFile(rejects_path ?? '', 'utf8');
    const given = join(directory, 'given.csv');
    const bring = async (content: string) => {
      await writeFile(given, content);
      return home.bring({ path: given, givenPath: given });
    };
    await expect(bring(text.replace('\r\n3,', '\r\n9,'))).rejects.toThrow(
      'line 9 more often than it was rejected',
    );
    await expect(bring(text.replace('\r\n3,', '\r\nx,'))).rejects.toThrow('does not say which line it is of');
    await home.steps.retractImport({ fileSha256: sha256 });
    await expect(bring(text)).rejects.toMatchObject({ name: 'NotFound' });
    expect((await readdir(join(home.home, 'raw'))).filter((name) => name.includes('partial'))).toEqual([]);
    await home.close();
  });
});
