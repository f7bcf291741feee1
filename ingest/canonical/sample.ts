import { oneTable, piecesOf, rowsBelowHeader, type FormatSample } from '../../test/format-sample.js';
import { textLines } from '../text/text-lines.js';
import { canonicalCsv } from './csv.js';
import { canonicalJsonl } from './jsonl.js';

const TABLE = oneTable({
  headings:
    'account|executed_at|action|underlying|right|strike|expiration|quantity|price|fees|currency'.split('|'),
  lines: [
    'main|2025-01-06|sell_to_open|ABC|call|12.5|2025-01-17|2|0.35|1.30|USD',
    'main|2025-01-07T15:00:00Z|buy|ABC||||100|12.34|0|USD',
  ],
  required: ['executed_at', 'action', 'underlying', 'quantity'],
  optional: { account: [], fees: ['fees', 'amount'], currency: [] },
});

const TRADE = 'main,2025-01-06,sell_to_open,SOFI,call,12.5,2025-01-17,2,0.35';

export const samples: readonly FormatSample[] = [
  {
    format: canonicalCsv,
    fileName: 'export.csv',
    files: [
      `account,executed_at,action,underlying,right,strike,expiration,quantity,price\n${TRADE}\n${TRADE}\n`,
    ],
    recordsIn: rowsBelowHeader,
    tables: [TABLE],
  },
  {
    format: canonicalJsonl,
    fileName: 'export.jsonl',
    files: [
      '{"account":"main","executed_at":"2025-01-06","action":"buy","underlying":"F","quantity":1,"price":9}\n'.repeat(
        3,
      ),
    ],
    recordsIn: (bytes) => piecesOf(textLines(), bytes).length,
    keys: {
      documents: [
        { account: 'main', executed_at: '2025-01-06', action: 'buy', underlying: 'F', quantity: 1, price: 9 },
        { account: 'main', at: '2025-01-06', kind: 'fee', amount: -1 },
      ],
      needed: [{ of: 'executed_at', keys: ['executed_at', 'action', 'underlying', 'quantity'] }],
    },
  },
];
