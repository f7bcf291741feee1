import {
  NO_LEAD,
  rowsBelowHeader,
  rowsOfDays,
  type FormatSample,
  type TableSample,
} from '../../test/format-sample.js';
import { fidelity } from './fidelity.js';

const TABLE_PUT = 'PUT (ABC) ABC CORP MAY 17 24 $44.5 (100 SHS)';
/** By the names of the newest layout. */
const FIDELITY_ROWS = [
  {
    'Run Date': '03/06/2024',
    Action: `YOU BOUGHT CLOSING TRANSACTION ${TABLE_PUT} (Margin)`,
    Symbol: ' -ABC240517P44.5',
    Description: TABLE_PUT,
    Quantity: '2',
    Price: '0.5',
    Commission: '1.3',
    Fees: '0.06',
    Amount: '-101.36',
    'Cash Balance': '117.28',
  },
  {
    'Run Date': '03/05/2024',
    Action: 'DIVIDEND RECEIVED ABC CORP (ABC) (Cash)',
    Symbol: 'ABC',
    Description: 'ABC CORP',
    Quantity: '',
    Price: '',
    Commission: '',
    Fees: '',
    Amount: '10',
    'Cash Balance': '218.64',
  },
  {
    'Run Date': '03/04/2024',
    Action: `YOU SOLD OPENING TRANSACTION ${TABLE_PUT} (Margin)`,
    Symbol: ' -ABC240517P44.5',
    Description: TABLE_PUT,
    Quantity: '-2',
    Price: '1.05',
    Commission: '1.3',
    Fees: '0.06',
    Amount: '208.64',
    'Cash Balance': '208.64',
  },
].map((row) => ({ ...row, Account: 'BROKERAGE X12345678', 'Account Number': 'X12345678', Currency: 'USD' }));

const FIDELITY_NAMES: Readonly<Record<string, string>> = {
  'Security Description': 'Description',
  'Price ($)': 'Price',
  'Commission ($)': 'Commission',
  'Fees ($)': 'Fees',
  'Amount ($)': 'Amount',
  'Cash Balance ($)': 'Cash Balance',
};
const DESKTOP_NAMES: Readonly<Record<string, string>> = {
  ...FIDELITY_NAMES,
  Date: 'Run Date',
  Description: 'Action',
};

const TABLES = Object.entries({
  'one account, older':
    'Run Date|Action|Symbol|Security Description|Security Type|Quantity|Price ($)|Commission ($)|Fees ($)|Accrued Interest ($)|Amount ($)|Settlement Date',
  'one account with its balance':
    'Run Date|Action|Symbol|Description|Type|Price ($)|Quantity|Commission ($)|Fees ($)|Accrued Interest ($)|Amount ($)|Cash Balance ($)|Settlement Date',
  'accounts by name':
    'Run Date|Account|Action|Symbol|Security Description|Security Type|Exchange Quantity|Exchange Currency|Quantity|Currency|Price|Exchange Rate|Commission|Fees|Accrued Interest|Amount|Settlement Date',
  'accounts by number':
    'Run Date|Account|Account Number|Action|Symbol|Description|Type|Exchange Quantity|Exchange Currency|Currency|Price|Quantity|Exchange Rate|Commission|Fees|Accrued Interest|Amount|Settlement Date',
  'the desktop program':
    'Date|Description|Symbol|Quantity|Price|Amount|Cash Balance|Security Description|Commission|Fees|Account',
}).map(([layout, header]): TableSample => {
  const headings = header.split('|');
  const desktop = layout === 'the desktop program';
  const names = desktop ? DESKTOP_NAMES : FIDELITY_NAMES;
  const written = (name: string) => headings.find((heading) => (names[heading] ?? heading) === name);
  const optional = {
    Account: ['account'],
    'Account Number': [],
    Description: [],
    Commission: ['fees'],
    Fees: ['fees'],
    Currency: [],
    'Cash Balance': [],
  };
  return {
    layout,
    below: ['', '"The data is for you, and for nobody else, it says"', 'Date downloaded 03/07/2024'],
    parts: [
      {
        above: ['', 'Brokerage', ''],
        lead: NO_LEAD,
        headings,
        rows: FIDELITY_ROWS.map((row) =>
          Object.fromEntries(
            headings.map((heading) => [
              heading,
              (row as Record<string, string>)[names[heading] ?? heading] ?? '',
            ]),
          ),
        ),
        required: ['Run Date', 'Action', 'Symbol', 'Quantity', 'Price', 'Amount'].map(
          (name) => written(name) ?? name,
        ),
        optional: Object.fromEntries(
          Object.entries(optional).flatMap(([name, fields]) => {
            const heading = written(name);
            // Only the desktop program's table has the security's own description.
            return heading === undefined || (desktop && name === 'Description') ? [] : [[heading, fields]];
          }),
        ),
      },
    ],
  };
});

const PUT = 'PUT (ABC) ABC CORP MAY 17 24 $44 (100 SHS)';
const fidelityRow = (date: string, action: string, symbol: string, told: string) =>
  `${date},"${action}",${symbol},"words",Cash,${told},`;
const fidelityPut = (date: string, action: string, told: string) =>
  fidelityRow(date, `${action} ${PUT} (Cash)`, ' -ABC240517P44', told);

/** Identical fills, a correction, a trade retracted, an assignment booked late, a merger, what is cash already. */
const DAYS = rowsOfDays(
  'Run Date,Action,Symbol,Description,Type,Quantity,Price,Commission,Fees,Accrued Interest,Amount,Settlement Date',
  [
    [
      fidelityRow('06/03/2024', 'MERGER MER FROM 1#REOR M0000000010001 NEW (Cash)', 'NEW', '50,,,,,'),
      fidelityRow('06/03/2024', 'MERGER MER PAYOUT #REOR M0000000010000 ABC (Cash)', 'ABC', '-100,,,,,'),
    ],
    [
      fidelityRow(
        '05/20/2024',
        'YOU BOUGHT ASSIGNED PUTS AS OF 05-17-24 ABC (ABC) (Cash)',
        'ABC',
        '100,44,,,,-4400',
      ),
      fidelityPut('05/20/2024', 'ASSIGNED as of May-17-2024', '1,,,,,0.00'),
      fidelityPut(
        '05/20/2024',
        'SELL CANCEL OPENING TRANSACTION CXL DESCRIPTION CANCELLED TRADE as of May-02-2024',
        '1,1.2,,,,-120',
      ),
    ],
    [
      fidelityPut(
        '05/06/2024',
        'YOU SOLD OPENING TRANSACTION CORR DESCRIPTION CORRECTED CONFIRM as of May-01-2024',
        '-1,1.1,0.65,0.01,,109.34',
      ),
      fidelityPut(
        '05/06/2024',
        'SELL CANCEL OPENING TRANSACTION CXL DESCRIPTION CANCELLED TRADE as of May-01-2024',
        '1,1,0.65,-0.02,,-99.33',
      ),
    ],
    [
      fidelityPut('05/02/2024', 'YOU BOUGHT CLOSING TRANSACTION', '1,0.5,,0.02,,-50.02'),
      fidelityPut('05/02/2024', 'YOU SOLD OPENING TRANSACTION', '-1,1.2,,,,120'),
      fidelityRow('05/02/2024', 'DIVIDEND RECEIVED MONEY MARKET (SPAXX) (Cash)', 'SPAXX', ',,,,,1.5'),
      fidelityRow('05/02/2024', 'REINVESTMENT MONEY MARKET (SPAXX) (Cash)', 'SPAXX', '1.5,1,,,,-1.5'),
    ],
    [
      fidelityPut('05/01/2024', 'YOU SOLD OPENING TRANSACTION', '-1,1,0.65,0.02,,99.33'),
      fidelityPut('05/01/2024', 'YOU SOLD OPENING TRANSACTION', '-1,1,0.65,0.02,,99.33'),
      fidelityPut('05/01/2024', 'YOU SOLD OPENING TRANSACTION', '-1,1,,0.02,,99.98'),
    ],
    [
      fidelityRow('04/30/2024', 'Electronic Funds Transfer Received (Cash)', '', ',,,,,5000'),
      fidelityRow('04/30/2024', 'Electronic Funds Transfer Received (Cash)', '', ',,,,,5000'),
    ],
  ],
);

export const samples: readonly FormatSample[] = [
  {
    format: fidelity,
    fileName: 'export.csv',
    files: [
      `\ufeff\n\nBrokerage\n\nRun Date,Account,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Cash Balance ($),Settlement Date
 03/21/2024,A X1234567, SELL CANCEL OPENING TRANSACTION CXL DESCRIPTION CANCELLED TRADE as of Mar-04-2024, -ABC240517P44.5,PUT (ABC),Cash,1,1.05,0.65,-0.03,,-104.32,900,
 03/04/2024,A X1234567, YOU SOLD OPENING TRANSACTION, -ABC240517P44.5,PUT (ABC),Cash,-1,1.05,0.65,0.03,,104.32,1004.32,
 03/04/2024,A X1234567, REVERSE SPLIT R/S FROM 1#REOR M01, ABC,Abc,Cash,1,,,,,,900,
 03/04/2024,A X1234567, REVERSE SPLIT R/S TO 2#REOR M00, ABC,Abc,Cash,-10,,,,,,900,
 03/01/2024,A X1234567, REINVESTMENT (SPAXX), SPAXX,Money,Cash,1,1,,,,-1,900,
"A disclaimer, with commas"
`,
    ],
    recordsIn: rowsBelowHeader,
    tables: TABLES,
    days: DAYS,
  },
];
