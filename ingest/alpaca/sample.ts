import { piecesOf, recordsOfDays, type FormatSample } from '../../test/format-sample.js';
import { jsonElements } from '../text/json-elements.js';
import { alpaca } from './alpaca.js';

const fillOf = (told: object) => ({
  activity_type: 'FILL',
  transaction_time: '2024-01-03T15:00:00Z',
  type: 'fill',
  price: '10',
  qty: '10',
  side: 'buy',
  symbol: 'ABC',
  order_id: 'o',
  ...told,
});
const DAYS = recordsOfDays([
  [
    fillOf({ id: 'a' }),
    fillOf({ id: 'b' }),
    { activity_type: 'CSD', id: 'c', date: '2024-01-03', net_amount: '500' },
  ],
  [
    { activity_type: 'SPLIT', id: 'd', date: '2024-01-04', symbol: 'ABC', qty: '40', net_amount: '0' },
    { activity_type: 'SPLIT', id: 'e', date: '2024-01-04', symbol: 'ABC', qty: '-20', net_amount: '0' },
  ],
  [
    { activity_type: 'FEE', id: 'f', date: '2024-01-05', net_amount: '-0.02', description: 'TAF' },
    { activity_type: 'FEE', id: 'g', date: '2024-01-05', net_amount: '-0.02', description: 'TAF' },
    fillOf({ id: 'h', side: 'sell', qty: '30', price: '6', transaction_time: '2024-01-05T15:00:00Z' }),
  ],
]);

export const samples: readonly FormatSample[] = [
  {
    format: alpaca,
    fileName: 'export.json',
    files: [
      `[{"activity_type":"FILL","id":"1::a","transaction_time":"2024-01-03T14:00:00Z","qty":"3","price":"1.5","side":"buy","symbol":"ABC"},
{"activity_type":"OPASN","id":"2::a","date":"2024-01-19","qty":"2","symbol":"ABC240119C00150000","net_amount":"0"},
{"activity_type":"SPLIT","id":"3::a","date":"2024-01-19","qty":"-2","symbol":"ABC"},
{"activity_type":"SPLIT","id":"4::a","date":"2024-01-19","qty":"4","symbol":"ABC"},
{"activity_type":"DIV","id":"5::a","date":"2024-01-19","symbol":"ABC","net_amount":"1.25"}]
`,
    ],
    recordsIn: (bytes) => piecesOf(jsonElements(), bytes).length,
    keys: {
      documents: [
        [
          {
            ...{ activity_type: 'FILL', id: '1::a', transaction_time: '2024-01-03T14:00:00Z', type: 'fill' },
            ...{ qty: '3', price: '1.5', side: 'buy', symbol: 'ABC', order_id: 'o' },
          },
          { activity_type: 'DIV', id: '5::a', date: '2024-01-19', symbol: 'ABC', net_amount: '1.25' },
        ],
      ],
      needed: [
        {
          of: 'transaction_time',
          keys: ['activity_type', 'transaction_time', 'qty', 'price', 'side', 'symbol'],
        },
      ],
    },
    days: DAYS,
  },
];
