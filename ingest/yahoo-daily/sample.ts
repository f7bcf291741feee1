import { oneTable, rowsBelowHeader, type FormatSample } from '../../test/format-sample.js';
import { yahooDaily } from './yahoo-daily.js';

const TABLE = oneTable({
  headings: 'Date|Open|High|Low|Close|Adj Close|Volume'.split('|'),
  lines: ['2024-03-07|1|3|1|2|2|10', '2024-03-08|2|3|2|3|3|20'],
  required: ['Date', 'Open', 'High', 'Low', 'Close'],
  optional: { 'Adj Close': [], Volume: ['volume'] },
});

export const samples: readonly FormatSample[] = [
  {
    format: yahooDaily,
    fileName: 'ABC.csv',
    files: [
      'Date,Open,High,Low,Close,Adj Close,Volume\n2024-03-07,1,3,1,2,2,10\n2024-03-08,null,null,null,null,null,null\n',
    ],
    recordsIn: rowsBelowHeader,
    tables: [TABLE],
  },
];
