import {
  cells,
  csvRows,
  NO_LEAD,
  type DaysSample,
  type FormatSample,
  type TablePart,
  type TableSample,
} from '../../test/format-sample.js';
import { thinkorswim } from './thinkorswim.js';

function titled(
  title: string,
  header: string,
  lines: readonly string[],
  rest: Pick<TablePart, 'required' | 'optional'>,
) {
  const headings = header.split('|');
  return { above: ['', title], lead: NO_LEAD, headings, rows: cells(headings, lines), ...rest };
}

const TABLE: TableSample = {
  layout: '',
  below: ['', 'Account Summary', 'Net Liquidating Value,"$1,000.00"'],
  parts: [
    {
      ...titled(
        'Cash Balance',
        'DATE|TIME|TYPE|REF #|DESCRIPTION|Misc Fees|Commissions & Fees|AMOUNT|BALANCE',
        [
          '1/3/24|01:00:00|BAL||Cash balance at the start of business day 03.01 CST||||1,000.00',
          '1/3/24|10:00:00|TRD|="77"|SOLD -2 VERTICAL ABC 100 19 JAN 24 50/45 PUT @.71 CBOE|-0.05|-2.60|142.00|1,139.35',
          '1/3/24|10:00:07|TRD|="78"|BOT +100 ABC @10.01|||-1,001.00|138.35',
          '1/4/24|11:00:00|DOI||ORDINARY DIVIDEND~ABC|||5.00|143.35',
          '1/20/24|00:00:00|RAD|="9"|REMOVAL OF OPTION DUE TO ASSIGNMENT 2.0 ABC 100 19 JAN 24 50 PUT|||0.00|143.35',
        ],
        {
          required: ['DATE', 'TIME', 'TYPE', 'DESCRIPTION', 'Misc Fees', 'Commissions & Fees', 'AMOUNT'],
          optional: { 'REF #': ['order_id'], BALANCE: [] },
        },
      ),
      above: ['Account Statement for 12345 (margin) since 1/1/24 through 1/31/24', '', 'Cash Balance'],
    },
    titled(
      'Futures Statements',
      'Trade Date|Exec Date|Exec Time|Type|Ref #|Description|Misc Fees|Commissions & Fees|Amount|Balance',
      ['1/4/24|1/3/24|15:57:53|TRD|="1"|SOLD -2 /ESH24:XCME @4700.25|-2.80|-3.60|--|93.60'],
      {
        required: [
          'Exec Date',
          'Exec Time',
          'Type',
          'Description',
          'Misc Fees',
          'Commissions & Fees',
          'Amount',
        ],
        optional: { 'Trade Date': [], 'Ref #': ['order_id'], Balance: [] },
      },
    ),
    titled(
      'Account Trade History',
      '|Exec Time|Spread|Side|Qty|Pos Effect|Symbol|Exp|Strike|Type|Price|Net Price|Order Type',
      [
        '|1/3/24 10:00:07|STOCK|BUY|+100|TO OPEN|ABC|||STOCK|10.01|10.01|MKT',
        '|1/3/24 10:00:00|VERTICAL|SELL|-2|TO OPEN|ABC|19 JAN 24|50|PUT|1.20|.71|LMT',
        '|||BUY|+2|TO OPEN|ABC|19 JAN 24|45|PUT|.49|CREDIT|',
        '|1/3/24 15:57:53|FUTURE|SELL|-2|TO OPEN|/ESH24|||FUTURE|4700.25|4700.25|LMT',
      ],
      {
        required: ['Exec Time', 'Side', 'Qty', 'Pos Effect', 'Symbol', 'Exp', 'Strike', 'Type', 'Price'],
        optional: { Spread: [], 'Net Price': [], 'Order Type': [] },
      },
    ),
  ],
};

/** Rows of a day, by section. */
interface StatementDay {
  cash: readonly string[];
  trades: readonly string[];
}

/** Identical fills, a spread, shares assigned, an expiration, money. */
const STATEMENT_DAYS: readonly StatementDay[] = [
  {
    cash: [
      '1/3/24,01:00:00,BAL,,Cash balance at the start of business day 03.01 CST,,,,0.00',
      '1/3/24,09:00:00,EFN,,FUNDING,,,5000.00,5000.00',
      '1/3/24,09:00:00,EFN,,FUNDING,,,5000.00,10000.00',
      '1/3/24,10:00:00,TRD,="1",SOLD -1 VERTICAL ABC 100 19 JAN 24 50/45 PUT @.71,-0.03,-1.30,71.00,10069.67',
      '1/3/24,10:00:05,TRD,="2",BOT +100 DEF @10.00,,,-1000.00,9069.67',
      '1/3/24,10:00:05,TRD,="3",BOT +100 DEF @10.00,,-1.00,-1000.00,8068.67',
    ],
    trades: [
      ',1/3/24 10:00:05,STOCK,BUY,+100,TO OPEN,DEF,,,STOCK,10.00,10.00,MKT',
      ',1/3/24 10:00:05,STOCK,BUY,+100,TO OPEN,DEF,,,STOCK,10.00,10.00,MKT',
      ',1/3/24 10:00:00,VERTICAL,SELL,-1,TO OPEN,ABC,19 JAN 24,50,PUT,1.20,.71,LMT',
      ',,,BUY,+1,TO OPEN,ABC,19 JAN 24,45,PUT,.49,CREDIT,',
    ],
  },
  {
    cash: ['1/4/24,11:00:01,TRD,="4",SOLD -150 DEF @11.00,-0.01,,1650.00,9718.66'],
    trades: [',1/4/24 11:00:00,STOCK,SELL,-150,TO CLOSE,DEF,,,STOCK,11.00,11.00,MKT'],
  },
  { cash: ['1/5/24,01:00:00,DOI,,ORDINARY DIVIDEND~DEF,,,5.00,9723.66'], trades: [] },
  {
    cash: [
      '1/20/24,00:00:00,RAD,="5",REMOVAL OF OPTION DUE TO ASSIGNMENT 1.0 ABC 100 19 JAN 24 50 PUT,,,0.00,9723.66',
      '1/20/24,00:00:00,TRD,="6",BOT +100 ABC UPON OPTION ASSIGNMENT,,-5.00,-5000.00,4718.66',
      '1/20/24,00:00:00,RAD,="7",REMOVAL OF OPTION DUE TO EXPIRATION -1.0 ABC 100 19 JAN 24 45 PUT,,,0.00,4718.66',
    ],
    trades: [],
  },
];

const DAYS: DaysSample = {
  days: STATEMENT_DAYS.length,
  file: (from, to) =>
    [
      'Account Statement for 12345 (margin) since 1/1/24 through 1/31/24',
      'Cash Balance',
      'DATE,TIME,TYPE,REF #,DESCRIPTION,Misc Fees,Commissions & Fees,AMOUNT,BALANCE',
      ...STATEMENT_DAYS.slice(from, to).flatMap(({ cash }) => cash),
      'Account Trade History',
      ',Exec Time,Spread,Side,Qty,Pos Effect,Symbol,Exp,Strike,Type,Price,Net Price,Order Type',
      ...STATEMENT_DAYS.slice(from, to)
        .toReversed()
        .flatMap(({ trades }) => trades),
    ].join('\n'),
};

/** The first record below the title of a section that is read is its header. */
function rowsOfSections(bytes: Uint8Array): number {
  const titles = /^(cash balance|futures statements|forex statements|account trade history)$/i;
  const title = /^[A-Z][A-Za-z& ]{2,40}$/;
  const all = csvRows(bytes);
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

export const samples: readonly FormatSample[] = [
  {
    format: thinkorswim,
    fileName: 'export.csv',
    files: [
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
    ],
    recordsIn: rowsOfSections,
    tables: [TABLE],
    days: DAYS,
  },
];
