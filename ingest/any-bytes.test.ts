import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { FileRefused } from '../domain/errors.js';
import { featherFile } from '../test/feather-file.js';
import { freqtradeDatabaseFile } from '../test/sqlite-database.js';
import { inputRecords, parsedText } from '../test/parsed-file.js';
import { sharedData } from '../test/shared-data.js';
import { atMost, runs } from '../test/runs.js';
import { canonicalJsonl } from './canonical/jsonl.js';
import { alpaca } from './alpaca/alpaca.js';
import { coinbase } from './coinbase.js';
import { hyperliquid } from './hyperliquid.js';
import { arrowRows } from './arrow/arrow-rows.js';
import { CANDLE_COLUMNS } from './freqtrade/candle-file.js';
import { freqtradeDatabase } from './freqtrade/database.js';
import { freqtradeFeather } from './freqtrade/feather-candles.js';
import { freqtrade } from './freqtrade/freqtrade.js';
import { freqtradeJsonCandles } from './freqtrade/json-candles.js';
import { freqtradeTrades } from './freqtrade/trades.js';
import { databaseTrades } from './freqtrade/database-trades.js';
import { csvRecords } from './text/csv-records.js';
import { detectFormat, formats } from './formats.js';
import { ibkrActivity } from './ibkr/activity.js';
import { ibkrFlex } from './ibkr/flex.js';
import { ibkrTransactions } from './ibkr/transactions.js';
import { lean } from './lean/lean.js';
import { schwabJson } from './schwab/schwab-json.js';
import type { SourceFormat } from './source-format.js';
import { jsonRecords } from './text/json-records.js';
import { jsonElements, jsonObject } from './text/json-elements.js';
import { textLines } from './text/text-lines.js';
import { xmlElements } from './text/xml-elements.js';
import { zipEntries } from './text/zip-entries.js';
import { thinkorswim } from './thinkorswim/thinkorswim.js';

const RUNS = 60;
/** Those that need a name with a pair and an interval. */
const CANDLES: readonly SourceFormat[] = [freqtradeFeather, freqtradeJsonCandles];

/** How many input records a file has, header and blank lines left out. */
function recordsIn(format: SourceFormat, bytes: Uint8Array): number {
  if (format === canonicalJsonl) {
    const lines = textLines();
    return [...lines.push(bytes), ...lines.end()].length;
  }
  if (format === ibkrFlex) {
    const xml = xmlElements();
    return [...xml.push(bytes), ...xml.end()].filter(
      (event) =>
        event.kind === 'open' && event.element.depth > 3 && Object.keys(event.element.attributes).length > 0,
    ).length;
  }
  if (format === alpaca || format === hyperliquid || format === coinbase) {
    const elements = jsonElements();
    return [...elements.push(bytes), ...elements.end()]
      .map(({ raw }) => (format === alpaca ? 1 : recordsOfMessage(jsonObject(raw))))
      .reduce((sum, count) => sum + count, 0);
  }
  if (format === lean) {
    const archive = zipEntries();
    let records = 0;
    let lines = textLines();
    for (const { data, last } of archive.push(bytes)) {
      records += lines.push(data).length + (last ? lines.end().length : 0);
      if (last) lines = textLines();
    }
    archive.end();
    return records;
  }
  if (format === freqtradeFeather) {
    const rows = arrowRows(CANDLE_COLUMNS);
    return rows.push(bytes).length;
  }
  if (format === schwabJson) {
    const records = jsonRecords({ cutOff: false });
    return [...records.push(bytes), ...records.end()].length - 1;
  }
  if (format === freqtradeDatabase) {
    // Every order is one, and so is each end of a trade of which no order tells.
    const { trades, strays } = databaseTrades(bytes);
    return trades.reduce((sum, { trade, orders }) => {
      const filled = orders.filter(({ order }) => order['ft_is_open'] !== 1 && Number(order['filled']) !== 0);
      const entry = trade['is_short'] === 1 ? 'sell' : 'buy';
      const entries = filled.filter(({ order }) => order['ft_order_side'] === entry).length;
      const closed = trade['is_open'] === 0 && trade['close_rate'] !== null;
      const ownEntry = entries === 0 && (closed || orders.length === 0);
      const ownExit = closed && entries === filled.length;
      return sum + orders.length + Number(ownEntry) + Number(ownExit);
    }, strays.length);
  }
  if (format === freqtradeJsonCandles) {
    const elements = jsonElements();
    return [...elements.push(bytes), ...elements.end()].length;
  }
  if (format === freqtrade) {
    // A trade that is closed is two records.
    const trades = freqtradeTrades();
    return [...trades.push(bytes), ...trades.end()]
      .map(({ raw }) => jsonObject(raw))
      .reduce((sum, fields) => sum + (fields === undefined || fields['is_open'] === true ? 1 : 2), 0);
  }
  const records = csvRecords();
  const all = [...records.push(bytes), ...records.end()];
  if (format === ibkrActivity || format === ibkrTransactions)
    return all.filter(({ problem, fields }) => problem !== undefined || fields[1]?.trim() !== 'Header')
      .length;
  if (format === thinkorswim) {
    // The first record below the title of a section that is read is its header.
    const titles = /^(cash balance|futures statements|forex statements|account trade history)$/i;
    const title = /^[A-Z][A-Za-z& ]{2,40}$/;
    let headers = 0;
    let awaited = false;
    for (const { fields, problem } of all) {
      if (problem !== undefined) continue;
      const [text = '', ...more] = fields.map((field) => field.trim());
      const alone = text !== '' && more.every((field) => field === '');
      if (alone && (titles.test(text) || title.test(text))) awaited = titles.test(text);
      else if (!alone && awaited) {
        headers += 1;
        awaited = false;
      }
    }
    return all.length - headers;
  }
  const header = all.findIndex(({ problem }) => problem === undefined);
  return header === -1 ? all.length : all.length - 1;
}

/** How many fills a message or page holds; one for any other record. */
function recordsOfMessage(fields: Record<string, unknown> | undefined): number {
  const [, list = '1'] = /"(?:fills|fundings)":(\[.*\])/.exec(JSON.stringify(fields) ?? '') ?? [];
  return Math.max(1, (JSON.parse(list) as unknown[]).length || 1);
}

/** Parses a file by a format; it either refuses the file by name or accounts for every input record. */
function expectAccounted(format: SourceFormat, bytes: Uint8Array): void {
  try {
    const name = CANDLES.includes(format) ? 'ETH_BTC-5m.feather' : 'AAPL.csv';
    const { accepted, rejected, ignored } = inputRecords(parsedText(format, bytes, name));
    expect(accepted + rejected + ignored).toBe(recordsIn(format, bytes));
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
  }
}

function expectDetected(bytes: Uint8Array): void {
  try {
    expect(formats).toContain(detectFormat(bytes, 'AAPL.csv'));
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
  }
}

const TRADE = 'main,2025-01-06,sell_to_open,SOFI,call,12.5,2025-01-17,2,0.35';
const SAMPLES = [
  `account,executed_at,action,underlying,right,strike,expiration,quantity,price\n${TRADE}\n${TRADE}\n`,
  '{"account":"main","executed_at":"2025-01-06","action":"buy","underlying":"F","quantity":1,"price":9}\n'.repeat(
    3,
  ),
  `Activity Date,Process Date,Settle Date,Instrument,Description,Trans Code,Quantity,Price,Amount
"6/3/2021","6/3/2021","6/4/2021","ABC","ABC 6/4/2021 Call $22.50","BTC","1","$1.00","($100.00)"
"6/1/2021","6/1/2021","6/1/2021","ABC","Abc\nCUSIP: 000000000","SXCH","100S","",""
"6/1/2021","6/1/2021","6/1/2021","DEF","Def","SXCH","25","",""
"6/1/2021","6/1/2021","6/1/2021","","Interest Payment","INT","","","$8.67"
`,
  `Date,Type,Sub Type,Action,Symbol,Instrument Type,Description,Value,Quantity,Average Price,Commissions,Fees,Multiplier,Root Symbol,Underlying Symbol,Expiration Date,Strike Price,Call or Put,Order #,Currency
2022-12-21T16:31:40+0100,Trade,Sell to Open,SELL_TO_OPEN,ABC   221230C00010500,Equity Option,Sold 2,20.00,2,10.00,-2.00,-0.25,100,ABC,ABC,12/30/22,10.5,CALL,1,USD
2022-12-30T22:00:00+0100,Receive Deliver,Symbol Change,SELL_TO_CLOSE,ABC,Equity,Close,"1,128.00",100,11.28,--,0.00,,,,,,,,USD
2022-12-30T22:00:00+0100,Money Movement,Deposit,,,,Wire,5.00,0,,--,0.00,,,,,,,,USD
`,
  `\ufeff\n\nBrokerage\n\nRun Date,Account,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Cash Balance ($),Settlement Date
 03/21/2024,A X1234567, SELL CANCEL OPENING TRANSACTION CXL DESCRIPTION CANCELLED TRADE as of Mar-04-2024, -ABC240517P44.5,PUT (ABC),Cash,1,1.05,0.65,-0.03,,-104.32,900,
 03/04/2024,A X1234567, YOU SOLD OPENING TRANSACTION, -ABC240517P44.5,PUT (ABC),Cash,-1,1.05,0.65,0.03,,104.32,1004.32,
 03/04/2024,A X1234567, REVERSE SPLIT R/S FROM 1#REOR M01, ABC,Abc,Cash,1,,,,,,900,
 03/04/2024,A X1234567, REVERSE SPLIT R/S TO 2#REOR M00, ABC,Abc,Cash,-10,,,,,,900,
 03/01/2024,A X1234567, REINVESTMENT (SPAXX), SPAXX,Money,Cash,1,1,,,,-1,900,
"A disclaimer, with commas"
`,
  `"Transactions  for account Individual ...123 as of 05/03/2024 02:21:05 PM ET"
"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount",
"04/23/2024 as of 04/20/2024","Cancel Buy","ABC","","10","$5.00","-$1","$51.00",
"04/20/2024","Buy","ABC","ABC CORP","10","$5.00","$1","-$51.00",
"04/20/2024","Options Frwd Split","ABC 01/20/2025 320.00 C","CALL","-3","","","",
"04/20/2024","Cash Merger","ABC","","","","","$1,000.00",
"Transactions Total","","","","","","","$949.00",
`,
  'Date,Open,High,Low,Close,Adj Close,Volume\n2024-03-07,1,3,1,2,2,10\n2024-03-08,null,null,null,null,null,null\n',
  `Statement,Header,Field Name,Field Value
Account Information,Header,Field Name,Field Value
Account Information,Data,Account,U100
Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,Proceeds,Comm/Fee,Code
Trades,Data,Order,Equity and Index Options,USD,ABC 19JAN24 12.5 C,"2024-01-10, 09:30:00",-2,0.5,100,-1.3,O
Trades,Data,Order,Stocks,USD,ABC,"2024-01-10, 09:30:00","1,400",11.5,"-16,100",-1,O
Trades,Data,Order,Stocks,USD,ABC,"2024-01-10, 09:30:00","-1,400",11.5,"16,100",1,Ca
Trades,SubTotal,,Stocks,USD,ABC,,"1,400",,"-16,100",-1,
Corporate Actions,Header,Asset Category,Currency,Date/Time,Description,Quantity,Proceeds,Code
Corporate Actions,Data,Stocks,USD,"2024-01-10, 20:25:00","ABC(US0000000001) Split 1 for 20 (ABC, ABC, US0000000002)",5,0,
Corporate Actions,Data,Stocks,USD,"2024-01-10, 20:25:00","ABC(US0000000001) Split 1 for 20 (ABC.OLD, ABC, US0000000001)",-100,0,
Dividends,Header,Currency,Date,Description,Amount
Dividends,Data,USD,2024-01-15,ABC(US0000000001) Cash Dividend,2.40
Dividends,Data,Total,,,2.40
`,
  `Summary,Header,Field Name,Field Value
Summary,Data,Base Currency,EUR
Summary,Data,Change,-181
Transaction History,Header,Date,Account,Description,Transaction Type,Symbol,Quantity,Price,Price Currency,Gross Amount ,Commission,Net Amount
Transaction History,Data,2024-01-10,U100,ABC INC,Buy,ABC,10.0,20.0,USD,-180.0,-1.0,-181.0
Transaction History,Data,2024-01-10,U100,Wire,Deposit,-,-,-,-,2.5E-4,-,2.5E-4
`,
  `<FlexQueryResponse><FlexStatements><FlexStatement accountId="U100"><Trades>
<Trade symbol="ABC" quantity="10" tradePrice="5" dateTime="20240110;093000" tradeID="1" netCash="-51"/>
<Trade symbol="ABC" quantity="-10" tradePrice="5" dateTime="20240110;093000" origTradeID="1" notes="Ca" netCash="51"/>
<Order symbol="ABC" quantity="10" tradePrice="5"/>
</Trades><OptionEAE><OptionEAE symbol="ABC   240119C00012500" quantity="1" transactionType="Expiration" date="20240119"/></OptionEAE>
<CashTransactions><CashTransaction type="Dividends" amount="5" dateTime="20240110"/></CashTransactions>
<CorporateActions><CorporateAction symbol="ABC" type="FS" quantity="5" description="2 FOR 1" reportDate="20240110"/></CorporateActions>
<CashReport><CashReportCurrency currency="USD" startingCash="0" endingCash="1"/></CashReport>
</FlexStatement></FlexStatements></FlexQueryResponse>
`,
  `Account Statement for 12345 (margin) since 1/1/24 through 1/31/24

Cash Balance
DATE,TIME,TYPE,REF #,DESCRIPTION,Misc Fees,Commissions & Fees,AMOUNT,BALANCE
1/3/24,01:00:00,BAL,,Cash balance at the start of business day 03.01 CST,,,,"1,000.00"
1/3/24,10:00:00,TRD,="77",SOLD -2 VERTICAL ABC 100 19 JAN 24 50/45 PUT @.71 CBOE,-0.05,-2.60,142.00,"1,139.35"
1/3/24,10:00:07,TRD,="78",BOT +100 ABC @10.01,,,"-1,001.00",138.35
1/20/24,00:00:00,RAD,="9",REMOVAL OF OPTION DUE TO ASSIGNMENT 2.0 ABC 100 19 JAN 24 50 PUT,,,0.00,138.35

Futures Statements
Trade Date,Exec Date,Exec Time,Type,Ref #,Description,Misc Fees,Commissions & Fees,Amount,Balance
1/4/24,1/3/24,15:57:53,TRD,="1",SOLD -2 /ESH24:XCME @4700.25,-2.80,-3.60,--,93.60

Account Trade History
,Exec Time,Spread,Side,Qty,Pos Effect,Symbol,Exp,Strike,Type,Price,Net Price,Order Type
,1/3/24 10:00:00,VERTICAL,SELL,-2,TO OPEN,ABC,19 JAN 24,50,PUT,1.20,.71,LMT
,,,BUY,+2,TO OPEN,ABC,19 JAN 24,45,PUT,.49,CREDIT,
,1/3/24 15:57:53,FUTURE,SELL,-2,TO OPEN,/ESH24,,,FUTURE,4700.25,4700.25,LMT

Account Summary
Net Liquidating Value,"$1,000.00"
`,
  `[{"activity_type":"FILL","id":"1::a","transaction_time":"2024-01-03T14:00:00Z","qty":"3","price":"1.5","side":"buy","symbol":"ABC"},
{"activity_type":"OPASN","id":"2::a","date":"2024-01-19","qty":"2","symbol":"ABC240119C00150000","net_amount":"0"},
{"activity_type":"SPLIT","id":"3::a","date":"2024-01-19","qty":"-2","symbol":"ABC"},
{"activity_type":"SPLIT","id":"4::a","date":"2024-01-19","qty":"4","symbol":"ABC"},
{"activity_type":"DIV","id":"5::a","date":"2024-01-19","symbol":"ABC","net_amount":"1.25"}]
`,
  `[{"coin":"ABC","px":"10","sz":"3","side":"B","time":1704290400123,"startPosition":"0.0","dir":"Open Long","closedPnl":"0.0","oid":7,"fee":"0.02","tid":99,"feeToken":"USDC"},
{"coin":"@9","px":"10","sz":"3","side":"A","time":1704290400123,"startPosition":"9.0","dir":"Sell","closedPnl":"0.0","oid":7,"fee":"0.02","tid":0,"feeToken":"USDC"},
{"time":1704290400123,"delta":{"type":"funding","coin":"ABC","usdc":"-0.5","szi":"6","fundingRate":"0.01"}}]
`,
  `{"fills":[{"entry_id":"e1","trade_id":"t1","trade_time":"2024-01-03T14:00:00Z","trade_type":"FILL","price":"4","size":"5","commission":"1","product_id":"ABC-USD","side":"BUY"}],"cursor":""}
`,
  `{"strategy":{"A":{"trades":[{"pair":"ABC/BTC","amount":3,"open_rate":1,"close_rate":2,"fee_open":0,"fee_close":0,"profit_abs":3,"open_date":"2024-01-03 14:00:00+00:00","close_date":"2024-01-03 15:00:00+00:00"},
{"pair":"ABC/BTC","amount":3,"open_rate":1,"fee_open":0,"open_date":"2024-01-03 14:00:00+00:00","is_open":true}],"locks":[]}}}
`,
  '[[1704715200000,1,2,0.5,1.5,10],[1704715500000,1.5,1.5,1.5,1.5,0],[1704715800000,null,1,1,1,1]]\n',
  `{"FromDate":"01/01/2024","ToDate":"12/31/2024","TotalTransactionsAmount":"$0","BrokerageTransactions":[
{"Date":"04/20/2024","Action":"Buy","Symbol":"ABC","Description":"ABC CORP","Quantity":"10","Price":"$5.00","Fees & Comm":"","Amount":"-$50.00"},
{"Date":"04/20/2024 as of 04/19/2024","Action":"Cancel Buy","Symbol":"ABC","Description":"","Quantity":"10","Price":"$5.00","Fees & Comm":null,"Amount":"$50.00"}]}
`,
  ...realHeads(),
];

const FEATHER = featherFile(
  Object.fromEntries(CANDLE_COLUMNS.map((name, at) => [name, [at + 1, at + 2, null, at + 4]])),
  { rowsAtOnce: 2 },
);

const LEAN_ENTRIES = {
  'abc.csv': '20240308 00:00,136300,162550,135000,162500,6315000\n20240311 00:00,1,1,1,1,5\n',
  '20240308_abc_minute_quote_american_put_475000_20240621.csv':
    '34200000,100,300,100,200,7,400,600,400,500,8\n34260000,,,,,,400,600,400,500,8\n',
};
const zip = (entries: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(entries).map(([name, text]) => [name, strToU8(text)])));
const ARCHIVE = zip(LEAN_ENTRIES);

/** The first bytes of real exports, where they are there. */
function realHeads(): string[] {
  const [robinhood, tastytrade] = ['robinhood-covered-calls-2018-2023', 'tastytrade-2018-2024'].map(
    sharedData,
  );
  const paths = [
    ...(robinhood === undefined ? [] : [join(robinhood, 'robinhood.csv')]),
    ...(tastytrade === undefined
      ? []
      : [join(tastytrade, '2018 - 2020-05.csv'), join(tastytrade, 'uso.csv')]),
  ];
  return paths.map((path) => readFileSync(path, 'utf8').slice(0, 8_000));
}

const ODD = [
  '"',
  ',',
  '\n',
  '\r',
  '\r\n',
  '""',
  '\ufeff',
  '\u0000',
  '-',
  '0',
  '9'.repeat(40),
  '1e400',
  '$',
  '(',
  '=1+1',
  '{',
];

/** One of these texts with some places cut out, doubled or filled with what files have that nobody expects. */
function brokenText(samples: readonly string[]): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.nat(8_000),
    length: fc.nat(40),
    put: fc.oneof(fc.constantFrom(...ODD), fc.string({ maxLength: 5 })),
    twice: fc.boolean(),
  });
  return fc.tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 6 })).map(([text, changes]) =>
    changes.reduce((changed, { at, length, put, twice }) => {
      const from = at % (changed.length + 1);
      const cut = changed.slice(from, from + length);
      return changed.slice(0, from) + put + (twice ? cut + cut : '') + changed.slice(from + length);
    }, text),
  );
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

const DATABASE = freqtradeDatabaseFile({
  trades: [{ close_profit_abs: 1 }, { is_open: 1 }, {}],
  orders: [{}, { ft_order_side: 'sell' }, { ft_trade_id: 7 }],
});

/** The same for a file that is no text. */
function brokenBytes(file: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc
    .array(fc.tuple(fc.nat(file.length - 1), fc.uint8Array({ maxLength: 8 }), fc.nat(8)), { maxLength: 4 })
    .map((changes) =>
      changes.reduce((bytes, [at, put, length]) => {
        const rest = bytes.subarray(at + length);
        return Uint8Array.from([...bytes.subarray(0, at), ...put, ...rest]);
      }, file),
    );
}

const BINARY = [FEATHER, DATABASE, ARCHIVE];

/** Archives that are sound, of entries that are not. */
const brokenArchive = fc
  .array(fc.tuple(fc.constantFrom(...Object.keys(LEAN_ENTRIES)), brokenText(Object.values(LEAN_ENTRIES))), {
    minLength: 1,
    maxLength: 3,
  })
  .map((entries) => zip(Object.fromEntries(entries)));

/** The samples that a format knows for its own; `any` is what every format is tried with. */
function samplesOf(format: SourceFormat): { any: fc.Arbitrary<Uint8Array>; own: fc.Arbitrary<Uint8Array>[] } {
  const texts = SAMPLES.filter((text) => detectFormat(bytesOf(text), 'AAPL.csv') === format);
  const binary = BINARY.filter((bytes) => detectFormat(bytes, 'ETH_BTC-5m.feather') === format);
  return {
    any: fc.oneof(brokenText(SAMPLES).map(bytesOf), ...BINARY.map(brokenBytes)),
    own: [
      ...(texts.length > 0 ? [brokenText(texts).map(bytesOf)] : []),
      ...binary.map(brokenBytes),
      ...(format === lean ? [brokenArchive] : []),
    ],
  };
}

describe('whatever bytes come, every format either refuses the file or accounts for each of its records', () => {
  test.each(formats.map((format) => [format.name, format] as const))(
    '%s',
    (_, format) => {
      const { any, own } = samplesOf(format);
      expect(own).not.toEqual([]);
      fc.assert(
        fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), any, ...own, ...own), (bytes) => {
          expectDetected(bytes);
          expectAccounted(format, bytes);
        }),
        runs(RUNS, { sharing: formats.length }),
      );
    },
    atMost(30_000),
  );
});
