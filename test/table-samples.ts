/** Small tables of every format that has columns, taken apart so that tests can put them together in other ways. */
import { parseMapping, type TableMapping } from '../ingest/mapping/mapping.js';
import { mappedTable } from '../ingest/mapping/mapped-table.js';
import type { SourceFormat } from '../ingest/source-format.js';

/** One table of a file: its header and rows by heading, and what stands above them. */
export interface TablePart {
  /** Lines before the header, as they are. */
  above: readonly string[];
  /** What header and rows begin with that is no column: a section's name and the kind of row. */
  lead: { header: readonly string[]; row: readonly string[] };
  headings: readonly string[];
  rows: readonly Readonly<Record<string, string>>[];
  /** Without one of these the file is refused; of a list, without all of it. */
  required: readonly (string | readonly string[])[];
  /** What may be missing, and the fields of the records that go with it. */
  optional: Readonly<Record<string, readonly string[]>>;
}

export interface TableSample {
  name: string;
  /** Only where the content does not tell it. */
  format?: SourceFormat;
  fileName: string;
  parts: readonly TablePart[];
  /** Lines behind the last row. */
  below: readonly string[];
}

const NO_LEAD = { header: [], row: [] };

/** The cells of lines by heading: `a|b` under `A|B`. */
function cells(headings: readonly string[], lines: readonly string[]): Record<string, string>[] {
  return lines.map((line) => {
    const texts = line.split('|');
    return Object.fromEntries(headings.map((heading, at) => [heading, texts[at] ?? '']));
  });
}

function oneTable(
  name: string,
  {
    headings,
    lines,
    ...part
  }: Partial<TablePart> &
    Pick<TablePart, 'required' | 'optional'> & { headings: readonly string[]; lines: readonly string[] },
  more: Partial<Pick<TableSample, 'format' | 'fileName' | 'below'>> = {},
): TableSample {
  const rows = cells(headings, lines);
  return {
    name,
    fileName: 'export.csv',
    below: [],
    ...more,
    parts: [{ above: [], lead: NO_LEAD, headings, rows, ...part }],
  };
}

const ROBINHOOD = oneTable('robinhood', {
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

const TASTYTRADE_18 =
  'Date|Type|Action|Symbol|Instrument Type|Description|Value|Quantity|Average Price|Commissions|Fees|Multiplier|Root Symbol|Underlying Symbol|Expiration Date|Strike Price|Call or Put|Order #'.split(
    '|',
  );
const TASTYTRADE_20 = [...TASTYTRADE_18.toSpliced(2, 0, 'Sub Type'), 'Currency'];
const TASTYTRADE_ROWS = cells(TASTYTRADE_20, [
  '2022-12-30T22:00:00+0100|Receive Deliver|Expiration|BUY_TO_CLOSE|ABC   221230C00010500|Equity Option|Removal of 2 ABC 12/30/22 Call 10.50 due to expiration.|0.00|2||--|0.00|100|ABC|ABC|12/30/22|10.5|CALL||USD',
  '2022-12-22T16:31:40+0100|Trade|Buy to Open|BUY_TO_OPEN|./ESZ2 EW1F3 230106P3800|Future Option|Bought 1|-500.00|1|-500.00|-2.50|-1.50|50|./ESZ2 EW1F3|/ESZ2|1/06/23|3800|PUT|2|USD',
  '2022-12-21T16:31:40+0100|Trade|Sell to Open|SELL_TO_OPEN|ABC   221230C00010500|Equity Option|Sold 2 ABC 12/30/22 Call 10.50 @ 0.10|20.00|2|10.00|-2.00|-0.25|100|ABC|ABC|12/30/22|10.5|CALL|1|USD',
  '2022-12-20T16:31:40+0100|Money Movement|Deposit|||||5.00|0||--|0.00|||||||||USD',
]).map((row) =>
  row['Type'] === 'Money Movement' ? { ...row, Description: 'Wire', Value: '5.00', Quantity: '0' } : row,
);

const TASTYTRADE = [
  ['18 columns', TASTYTRADE_18],
  ['20 columns', TASTYTRADE_20],
  ['21 columns', [...TASTYTRADE_20, 'Total']],
].map(([name, headings]): TableSample => ({
  name: `tastytrade, ${name as string}`,
  fileName: 'export.csv',
  below: [],
  parts: [
    {
      above: [],
      lead: NO_LEAD,
      headings: headings as string[],
      rows: TASTYTRADE_ROWS,
      required: TASTYTRADE_18.filter((column) => column !== 'Order #'),
      optional: {
        'Order #': ['order_id'],
        ...((headings as string[]).includes('Sub Type') ? { 'Sub Type': ['kind', '@coarseness'] } : {}),
        ...((headings as string[]).includes('Currency') ? { Currency: [] } : {}),
        ...((headings as string[]).includes('Total') ? { Total: [] } : {}),
      },
    },
  ],
}));

const PUT = 'PUT (ABC) ABC CORP MAY 17 24 $44.5 (100 SHS)';
/** By the names of the newest layout. */
const FIDELITY_ROWS = [
  {
    'Run Date': '03/06/2024',
    Action: `YOU BOUGHT CLOSING TRANSACTION ${PUT} (Margin)`,
    Symbol: ' -ABC240517P44.5',
    Description: PUT,
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
    Action: `YOU SOLD OPENING TRANSACTION ${PUT} (Margin)`,
    Symbol: ' -ABC240517P44.5',
    Description: PUT,
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

const FIDELITY = Object.entries({
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
    name: `fidelity, ${layout}`,
    fileName: 'export.csv',
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
            // The security's own description tells the desktop program's table from the others.
            return heading === undefined || (desktop && name === 'Description') ? [] : [[heading, fields]];
          }),
        ),
      },
    ],
  };
});

const SCHWAB_LINES = [
  '04/23/2024 as of 04/20/2024|Sell|ABC|ABC CORP|10|$5.00|$1.00|$49.00',
  '04/22/2024|Sell to Open|ABC 05/17/2024 44.00 P|PUT ABC CORP $44 EXP 05/17/24|1|$1.00|$0.66|$99.34',
  '04/20/2024|Buy|ABC|ABC CORP|10|$5.10||-$51.00',
  '04/19/2024|MoneyLink Transfer||Tfr BANK||||$5000.00',
];
const SCHWAB_HEADINGS = 'Date|Action|Symbol|Description|Quantity|Price|Fees & Comm|Amount'.split('|');
const SCHWAB = [
  oneTable('schwab, the quantity first', {
    headings: SCHWAB_HEADINGS,
    lines: SCHWAB_LINES,
    required: SCHWAB_HEADINGS.filter((column) => column !== 'Description'),
    optional: { Description: ['description', '@identity'] },
  }),
  oneTable('schwab, the price first', {
    above: ['"Transactions  for account Individual ...123 as of 05/03/2024 02:21:05 PM ET"'],
    headings: 'Date|Action|Symbol|Description|Price|Quantity|Fees & Comm|Amount'.split('|'),
    lines: SCHWAB_LINES.map((line) => {
      const texts = line.split('|');
      return [...texts.slice(0, 4), texts[5], texts[4], ...texts.slice(6)].join('|');
    }),
    required: SCHWAB_HEADINGS.filter((column) => column !== 'Description'),
    optional: { Description: ['description', '@identity'] },
  }),
];

function section(
  name: string,
  {
    headings: header,
    lines,
    required,
    optional,
  }: {
    headings: string;
    lines: readonly string[];
    required: TablePart['required'];
    optional: TablePart['optional'];
  },
): TablePart {
  const headings = header.split('|');
  const lead = { header: [name, 'Header'], row: [name, 'Data'] };
  return { above: [], lead, headings, rows: cells(headings, lines), required, optional };
}

const FIELDS = { headings: 'Field Name|Field Value', required: [], optional: {} };

const IBKR_ACTIVITY: TableSample = {
  name: 'ibkr-activity',
  fileName: 'export.csv',
  below: [],
  parts: [
    section('Statement', { ...FIELDS, lines: ['Title|Activity Statement'] }),
    section('Account Information', { ...FIELDS, lines: ['Account|U100', 'Base Currency|USD'] }),
    section('Trades', {
      headings:
        'DataDiscriminator|Asset Category|Currency|Symbol|Date/Time|Quantity|T. Price|C. Price|Proceeds|Comm/Fee|Basis|Realized P/L|MTM P/L|Code',
      lines: [
        'Order|Equity and Index Options|USD|ABC 19JAN24 12.5 C|2024-01-10, 09:30:00|-2|0.5|0.4|100|-1.3|-98|0|2|O',
        'ClosedLot|Equity and Index Options|USD|ABC 19JAN24 12.5 C|2024-01-11|2|0.5|||||||',
        'Order|Stocks|USD|ABC|2024-01-10, 09:31:00|1,400|11.5|11.4|-16,100|-1|16101|0|-2|O',
        'Order|Equity and Index Options|USD|ABC 19JAN24 12.5 C|2024-01-19, 16:20:00|2|0|0|0|0|98|98|0|C;Ep',
      ],
      required: [
        ...['DataDiscriminator', 'Asset Category', 'Currency', 'Symbol', 'Date/Time', 'Quantity', 'T. Price'],
        ...['Proceeds', 'Comm/Fee', 'Code'],
      ],
      optional: { 'C. Price': [], Basis: [], 'Realized P/L': [], 'MTM P/L': [] },
    }),
    section('Dividends', {
      headings: 'Currency|Date|Description|Amount',
      lines: ['USD|2024-01-15|ABC(US0000000001) Cash Dividend|2.40', 'Total||| 2.40'],
      required: ['Currency', 'Date', 'Amount'],
      optional: { Description: ['description', 'underlying', '@identity'] },
    }),
    section('Fees', {
      headings: 'Subtitle|Currency|Date|Description|Amount',
      lines: ['Other Fees|USD|2024-01-16|Data|-1.50', 'Total||||-1.50'],
      required: ['Currency', 'Date', 'Amount'],
      optional: { Description: ['description'] },
    }),
    section('Corporate Actions', {
      headings:
        'Asset Category|Currency|Report Date|Date/Time|Description|Quantity|Proceeds|Value|Realized P/L|Code',
      lines: [
        'Stocks|USD|2024-01-11|2024-01-10, 20:25:00|ABC(US0000000001) Split 2 for 1 (ABC, ABC, US0000000001)|1400|0|0|0|',
      ],
      required: ['Asset Category', 'Currency', 'Description', 'Quantity', 'Proceeds', 'Code'],
      optional: { 'Report Date': [], Value: [], 'Realized P/L': [] },
    }),
  ],
};

const IBKR_TRANSACTIONS: TableSample = {
  name: 'ibkr-transactions',
  fileName: 'export.csv',
  below: [],
  parts: [
    section('Summary', { ...FIELDS, lines: ['Base Currency|EUR', 'Change|-178.5'] }),
    section('Transaction History', {
      headings:
        'Date|Account|Description|Transaction Type|Symbol|Quantity|Price|Price Currency|Gross Amount |Commission|Net Amount',
      lines: [
        '2024-01-10|U100|ABC INC|Buy|ABC|10.0|20.0|USD|-180.0|-1.0|-181.0',
        '2024-01-11|U100|Wire|Deposit|-|-|-|-|2.5|-|2.5',
      ],
      required: ['Date', 'Transaction Type', 'Symbol', 'Quantity', 'Price', 'Gross Amount ', 'Net Amount'],
      optional: {
        'Price Currency': ['extra'],
        Account: ['account'],
        Description: ['description'],
        Commission: ['fees'],
      },
    }),
  ],
};

function titled(
  title: string,
  header: string,
  lines: readonly string[],
  rest: Pick<TablePart, 'required' | 'optional'>,
) {
  const headings = header.split('|');
  return { above: ['', title], lead: NO_LEAD, headings, rows: cells(headings, lines), ...rest };
}

const THINKORSWIM: TableSample = {
  name: 'thinkorswim',
  fileName: 'export.csv',
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

const YAHOO = oneTable(
  'yahoo-daily',
  {
    headings: 'Date|Open|High|Low|Close|Adj Close|Volume'.split('|'),
    lines: ['2024-03-07|1|3|1|2|2|10', '2024-03-08|2|3|2|3|3|20'],
    required: ['Date', 'Open', 'High', 'Low', 'Close'],
    optional: { 'Adj Close': [], Volume: ['volume'] },
  },
  { fileName: 'ABC.csv' },
);

const CANONICAL = oneTable('canonical-csv', {
  headings:
    'account|executed_at|action|underlying|right|strike|expiration|quantity|price|fees|currency'.split('|'),
  lines: [
    'main|2025-01-06|sell_to_open|ABC|call|12.5|2025-01-17|2|0.35|1.30|USD',
    'main|2025-01-07T15:00:00Z|buy|ABC||||100|12.34|0|USD',
  ],
  required: ['executed_at', 'action', 'underlying', 'quantity'],
  optional: { account: [], fees: ['fees', 'amount'], currency: [] },
});

function mappingOf(told: object): TableMapping {
  const parsed = parseMapping(JSON.stringify(told));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.mapping;
}

const MAPPED = oneTable(
  'mapped',
  {
    above: ['My broker', ''],
    headings: 'Day|Side|Ticker|Qty|Price|Note'.split('|'),
    lines: ['2025-01-07|Sell|F|1|9.75|', '2025-01-06|Buy|F|2|9.5|first'],
    required: ['Day', 'Side', 'Ticker', 'Qty', 'Price'],
    optional: { Note: [] },
  },
  {
    format: mappedTable(
      mappingOf({
        dataset: 'executions',
        fields: {
          executed_at: { column: 'Day' },
          action: { column: 'Side', values: { Buy: 'buy', Sell: 'sell' } },
          underlying: { column: 'Ticker' },
          quantity: { column: 'Qty' },
          price: { column: 'Price' },
        },
      }),
    ),
    below: ['"for you, only"'],
  },
);

export const TABLE_SAMPLES: readonly TableSample[] = [
  ROBINHOOD,
  ...TASTYTRADE,
  ...FIDELITY,
  ...SCHWAB,
  IBKR_ACTIVITY,
  IBKR_TRANSACTIONS,
  THINKORSWIM,
  YAHOO,
  CANONICAL,
  MAPPED,
];
