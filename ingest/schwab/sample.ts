import {
  oneTable,
  piecesOf,
  rowsBelowHeader,
  rowsOfDays,
  type FormatSample,
} from '../../test/format-sample.js';
import { jsonRecords } from '../text/json-records.js';
import { schwab } from './schwab.js';
import { schwabJson } from './schwab-json.js';

const LINES = [
  '04/23/2024 as of 04/20/2024|Sell|ABC|ABC CORP|10|$5.00|$1.00|$49.00',
  '04/22/2024|Sell to Open|ABC 05/17/2024 44.00 P|PUT ABC CORP $44 EXP 05/17/24|1|$1.00|$0.66|$99.34',
  '04/20/2024|Buy|ABC|ABC CORP|10|$5.10||-$51.00',
  '04/19/2024|MoneyLink Transfer||Tfr BANK||||$5000.00',
];
const HEADINGS = 'Date|Action|Symbol|Description|Quantity|Price|Fees & Comm|Amount'.split('|');
const TABLES = [
  oneTable({
    layout: 'the quantity first',
    headings: HEADINGS,
    lines: LINES,
    required: HEADINGS.filter((column) => column !== 'Description'),
    optional: { Description: ['description', '@identity'] },
  }),
  oneTable({
    layout: 'the price first',
    above: ['"Transactions  for account Individual ...123 as of 05/03/2024 02:21:05 PM ET"'],
    headings: 'Date|Action|Symbol|Description|Price|Quantity|Fees & Comm|Amount'.split('|'),
    lines: LINES.map((line) => {
      const texts = line.split('|');
      return [...texts.slice(0, 4), texts[5], texts[4], ...texts.slice(6)].join('|');
    }),
    required: HEADINGS.filter((column) => column !== 'Description'),
    optional: { Description: ['description', '@identity'] },
  }),
];

const schwabPut = (date: string, action: string, told: string) =>
  `"${date}","${action}","ABC 05/17/2024 44.00 P","PUT ABC CORP $44 EXP 05/17/24",${told}`;
const schwabShares = (date: string, action: string, told: string) =>
  `"${date}","${action}","ABC","ABC CORP",${told}`;

const DAYS = rowsOfDays('"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"', [
  [
    schwabShares('06/10/2024 as of 06/07/2024', 'Reverse Split', '"10","","",""'),
    '"06/10/2024 as of 06/07/2024","Reverse Split","890260854","ABC XXXREVERSE SPLIT","-100","","",""',
  ],
  [
    schwabShares('05/20/2024 as of 05/17/2024', 'Buy', '"100","$44.00","","-$4400.00"'),
    schwabPut('05/20/2024 as of 05/17/2024', 'Assigned', '"1","","",""'),
    schwabPut('05/20/2024 as of 05/17/2024', 'Expired', '"1","","",""'),
  ],
  [
    schwabShares('05/03/2024 as of 05/01/2024', 'Buy', '"10","$5.00","","-$50.00"'),
    schwabShares('05/03/2024 as of 05/01/2024', 'Cancel Buy', '"10","$5.10","","$51.00"'),
  ],
  [schwabPut('05/02/2024', 'Buy to Close', '"1","$0.50","$0.66","-$50.66"')],
  [
    schwabPut('05/01/2024', 'Sell to Open', '"1","$1.00","$0.66","$99.34"'),
    schwabPut('05/01/2024', 'Sell to Open', '"1","$1.00","$0.66","$99.34"'),
    schwabPut('05/01/2024', 'Sell to Open', '"1","$1.00","$0.65","$99.35"'),
    schwabShares('05/01/2024', 'Buy', '"10","$5.10","","-$51.00"'),
  ],
  ['"04/30/2024","MoneyLink Transfer","","Tfr BANK","","","","$5000.00"'],
]);

export const samples: readonly FormatSample[] = [
  {
    format: schwab,
    fileName: 'export.csv',
    files: [
      `"Transactions  for account Individual ...123 as of 05/03/2024 02:21:05 PM ET"
"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount",
"04/23/2024 as of 04/20/2024","Cancel Buy","ABC","","10","$5.00","-$1","$51.00",
"04/20/2024","Buy","ABC","ABC CORP","10","$5.00","$1","-$51.00",
"04/20/2024","Options Frwd Split","ABC 01/20/2025 320.00 C","CALL","-3","","","",
"04/20/2024","Cash Merger","ABC","","","","","$1,000.00",
"Transactions Total","","","","","","","$949.00",
`,
    ],
    recordsIn: rowsBelowHeader,
    tables: TABLES,
    days: DAYS,
  },
  {
    format: schwabJson,
    fileName: 'export.json',
    files: [
      `{"FromDate":"01/01/2024","ToDate":"12/31/2024","TotalTransactionsAmount":"$0","BrokerageTransactions":[
{"Date":"04/20/2024","Action":"Buy","Symbol":"ABC","Description":"ABC CORP","Quantity":"10","Price":"$5.00","Fees & Comm":"","Amount":"-$50.00"},
{"Date":"04/20/2024 as of 04/19/2024","Action":"Cancel Buy","Symbol":"ABC","Description":"","Quantity":"10","Price":"$5.00","Fees & Comm":null,"Amount":"$50.00"}]}
`,
    ],
    // The object around them is one as well.
    recordsIn: (bytes) => piecesOf(jsonRecords({ cutOff: false }), bytes).length - 1,
  },
];
