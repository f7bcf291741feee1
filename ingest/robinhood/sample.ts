import { oneTable, rowsBelowHeader, rowsOfDays, type FormatSample } from '../../test/format-sample.js';
import { robinhood } from './robinhood.js';

const TABLE = oneTable({
  headings:
    'Activity Date|Process Date|Settle Date|Instrument|Description|Trans Code|Quantity|Price|Amount'.split(
      '|',
    ),
  lines: [
    '6/4/2021|6/5/2021|6/6/2021|ABC|Option Expiration for ABC 6/4/2021 Call $22.50|OEXP|1S||',
    '6/3/2021|6/3/2021|6/4/2021|ABC|ABC 6/4/2021 Call $22.50|BTO|1|$1.00|($100.00)',
    '6/2/2021|6/3/2021|6/3/2021|DEF|Def|SPL|25||',
    '6/1/2021|6/1/2021|6/3/2021|DEF|Def|Buy|25|$2.00|($50.00)',
    '6/1/2021|6/1/2021|6/1/2021||Interest Payment|INT|||$8.67',
  ],
  required: ['Activity Date', 'Instrument', 'Description', 'Trans Code', 'Quantity', 'Price', 'Amount'],
  optional: { 'Process Date': ['executed_at'], 'Settle Date': [] },
});

const robinhoodRow = (date: string, symbol: string, told: string) =>
  `"${date}","${date}","${date}","${symbol}",${told}`;

/** Identical fills, shares from elsewhere, an assignment, a reverse split, mergers for shares and for money. */
const DAYS = rowsOfDays(
  '"Activity Date","Process Date","Settle Date","Instrument","Description","Trans Code","Quantity","Price","Amount"',
  [
    [
      robinhoodRow('6/10/2024', 'NEW', '"New","MRGS","5","",""'),
      robinhoodRow('6/10/2024', 'ABC', '"Abc","MRGS","10S","",""'),
      robinhoodRow('6/10/2024', 'DEF', '"Def","MRGC","3S","","$60.00"'),
    ],
    [
      robinhoodRow('6/3/2024', 'ABC', '"Abc","SPR","10","",""'),
      robinhoodRow('6/3/2024', 'ABC', '"Abc","SPR","100S","",""'),
    ],
    [
      robinhoodRow('5/17/2024', 'ABC', '"Abc\nOptions Assigned","Buy","100","$44.00","($4,400.00)"'),
      robinhoodRow('5/17/2024', 'ABC', '"ABC 5/17/2024 Put $44.00","OASGN","1","",""'),
    ],
    [robinhoodRow('5/2/2024', 'DEF', '"Def","ACATI","3","",""')],
    [
      robinhoodRow('5/1/2024', 'ABC', '"ABC 5/17/2024 Put $44.00","BTC","1","$0.50","($50.04)"'),
      robinhoodRow('5/1/2024', 'ABC', '"ABC 5/17/2024 Put $44.00","STO","1","$1.00","$99.96"'),
      robinhoodRow('5/1/2024', 'ABC', '"ABC 5/17/2024 Put $44.00","STO","1","$1.00","$99.96"'),
    ],
    [robinhoodRow('4/30/2024', '', '"ACH Deposit","ACH","","","$5,000.00"')],
  ],
);

export const samples: readonly FormatSample[] = [
  {
    format: robinhood,
    fileName: 'export.csv',
    files: [
      `Activity Date,Process Date,Settle Date,Instrument,Description,Trans Code,Quantity,Price,Amount
"6/3/2021","6/3/2021","6/4/2021","ABC","ABC 6/4/2021 Call $22.50","BTC","1","$1.00","($100.00)"
"6/1/2021","6/1/2021","6/1/2021","ABC","Abc\nCUSIP: 000000000","SXCH","100S","",""
"6/1/2021","6/1/2021","6/1/2021","DEF","Def","SXCH","25","",""
"6/1/2021","6/1/2021","6/1/2021","","Interest Payment","INT","","","$8.67"
`,
    ],
    recordsIn: rowsBelowHeader,
    tables: [TABLE],
    days: DAYS,
  },
];
