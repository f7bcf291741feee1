import { piecesOf, type FormatSample } from '../../test/format-sample.js';
import { jsonElements, jsonObject } from '../text/json-elements.js';
import { coinbase } from './coinbase.js';

/** How many fills a page holds; one for any other record. */
function recordsOfPage(fields: Record<string, unknown> | undefined): number {
  const [, list = '1'] = /"fills":(\[.*\])/.exec(JSON.stringify(fields) ?? '') ?? [];
  return Math.max(1, (JSON.parse(list) as unknown[]).length || 1);
}

export const samples: readonly FormatSample[] = [
  {
    format: coinbase,
    fileName: 'export.json',
    files: [
      `{"fills":[{"entry_id":"e1","trade_id":"t1","trade_time":"2024-01-03T14:00:00Z","trade_type":"FILL","price":"4","size":"5","commission":"1","product_id":"ABC-USD","side":"BUY"}],"cursor":""}
`,
    ],
    recordsIn: (bytes) =>
      piecesOf(jsonElements(), bytes).reduce((sum, { raw }) => sum + recordsOfPage(jsonObject(raw)), 0),
    keys: {
      documents: [
        {
          fills: [
            {
              ...{ entry_id: 'e1', trade_id: 't1', trade_time: '2024-01-03T14:00:00Z', trade_type: 'FILL' },
              ...{ price: '4', size: '5', commission: '1', product_id: 'ABC-USD', side: 'BUY' },
            },
          ],
          cursor: 'next',
        },
      ],
      needed: [
        {
          of: 'trade_id',
          keys: ['trade_time', 'trade_type', 'price', 'size', 'commission', 'product_id', 'side'],
        },
      ],
    },
  },
];
