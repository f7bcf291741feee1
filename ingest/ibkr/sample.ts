import {
  cells,
  csvRows,
  piecesOf,
  type FormatSample,
  type TablePart,
  type TableSample,
} from '../../test/format-sample.js';
import { xmlElements } from '../text/xml-elements.js';
import { ibkrActivity } from './activity.js';
import { ibkrFlex } from './flex.js';
import { ibkrTransactions } from './transactions.js';

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

const ACTIVITY: TableSample = {
  layout: '',
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

const TRANSACTIONS: TableSample = {
  layout: '',
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

function rowsOfSections(bytes: Uint8Array): number {
  return csvRows(bytes).filter(
    ({ problem, fields }) => problem !== undefined || fields[1]?.trim() !== 'Header',
  ).length;
}

export const samples: readonly FormatSample[] = [
  {
    format: ibkrActivity,
    fileName: 'export.csv',
    files: [
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
    ],
    recordsIn: rowsOfSections,
    tables: [ACTIVITY],
  },
  {
    format: ibkrTransactions,
    fileName: 'export.csv',
    files: [
      `Summary,Header,Field Name,Field Value
Summary,Data,Base Currency,EUR
Summary,Data,Change,-181
Transaction History,Header,Date,Account,Description,Transaction Type,Symbol,Quantity,Price,Price Currency,Gross Amount ,Commission,Net Amount
Transaction History,Data,2024-01-10,U100,ABC INC,Buy,ABC,10.0,20.0,USD,-180.0,-1.0,-181.0
Transaction History,Data,2024-01-10,U100,Wire,Deposit,-,-,-,-,2.5E-4,-,2.5E-4
`,
    ],
    recordsIn: rowsOfSections,
    tables: [TRANSACTIONS],
  },
  {
    format: ibkrFlex,
    fileName: 'export.xml',
    files: [
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
    ],
    recordsIn: (bytes) =>
      piecesOf(xmlElements(), bytes).filter(
        (event) =>
          event.kind === 'open' &&
          event.element.depth > 3 &&
          Object.keys(event.element.attributes).length > 0,
      ).length,
  },
];
