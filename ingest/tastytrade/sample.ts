import {
  cells,
  NO_LEAD,
  rowsBelowHeader,
  rowsOfDays,
  type FormatSample,
  type TableSample,
} from '../../test/format-sample.js';
import { TASTYTRADE_HEADER } from '../../test/tastytrade-rows.js';
import { tastytrade } from './tastytrade.js';

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

const TABLES = [
  ['18 columns', TASTYTRADE_18],
  ['20 columns', TASTYTRADE_20],
  ['21 columns', [...TASTYTRADE_20, 'Total']],
].map(([name, headings]): TableSample => ({
  layout: name as string,
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

const tastytradeRow = (time: string, told: string) => `2024-05-${time}-0400,${told},USD`;
const SPXW_PUT = 'SPXW  240517P05000000,Equity Option';
const OF_SPXW = '100,SPXW,SPX,5/17/24,5000,PUT';

/** Identical fills, a settlement in cash of two rows, futures sold first, shares and money. */
const DAYS = rowsOfDays(TASTYTRADE_HEADER, [
  [
    tastytradeRow(
      '17T17:00:00',
      `Receive Deliver,Assignment,,${SPXW_PUT},Removal of option due to assignment,0.00,2,--,--,0.00,${OF_SPXW},`,
    ),
    tastytradeRow(
      '17T17:00:00',
      `Receive Deliver,Cash Settled Assignment,,${SPXW_PUT},Settled,-1000.00,2,--,--,-5.00,${OF_SPXW},`,
    ),
  ],
  [
    tastytradeRow(
      '06T10:00:00',
      'Trade,Buy,BUY,/MESM4,Future,Bought 1 /MESM4 @ 5180.25,0.00,1,0.00,-0.75,-0.62,,,,,,,9',
    ),
  ],
  [
    tastytradeRow(
      '03T17:00:00',
      'Money Movement,Mark to Market,,/MESM4,Future,Marked,25.00,1,--,--,0.00,,,,,,,',
    ),
    tastytradeRow(
      '03T10:00:00',
      'Trade,Sell,SELL,/MESM4,Future,Sold 1 /MESM4 @ 5200.00,0.00,1,0.00,-0.75,-0.62,,,,,,,8',
    ),
  ],
  Array<string>(2).fill(
    tastytradeRow(
      '02T10:00:07',
      `Trade,Sell to Open,SELL_TO_OPEN,${SPXW_PUT},Sold 1,500.00,1,500.00,-1.00,-0.72,${OF_SPXW},7`,
    ),
  ),
  [tastytradeRow('01T09:00:00', 'Money Movement,Deposit,,,,ACH DEPOSIT,5000.00,0,--,--,0.00,,,,,,,')],
]);

export const samples: readonly FormatSample[] = [
  {
    format: tastytrade,
    fileName: 'export.csv',
    files: [
      `Date,Type,Sub Type,Action,Symbol,Instrument Type,Description,Value,Quantity,Average Price,Commissions,Fees,Multiplier,Root Symbol,Underlying Symbol,Expiration Date,Strike Price,Call or Put,Order #,Currency
2022-12-21T16:31:40+0100,Trade,Sell to Open,SELL_TO_OPEN,ABC   221230C00010500,Equity Option,Sold 2,20.00,2,10.00,-2.00,-0.25,100,ABC,ABC,12/30/22,10.5,CALL,1,USD
2022-12-30T22:00:00+0100,Receive Deliver,Symbol Change,SELL_TO_CLOSE,ABC,Equity,Close,"1,128.00",100,11.28,--,0.00,,,,,,,,USD
2022-12-30T22:00:00+0100,Money Movement,Deposit,,,,Wire,5.00,0,,--,0.00,,,,,,,,USD
`,
    ],
    recordsIn: rowsBelowHeader,
    tables: TABLES,
    days: DAYS,
  },
];
