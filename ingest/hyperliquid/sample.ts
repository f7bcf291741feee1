import { piecesOf, recordsOfDays, type FormatSample } from '../../test/format-sample.js';
import { jsonElements, jsonObject } from '../text/json-elements.js';
import { hyperliquid } from './hyperliquid.js';

const FILL = {
  ...{
    coin: 'ABC',
    px: '10',
    sz: '3',
    side: 'B',
    time: 1704290400123,
    startPosition: '0.0',
    dir: 'Open Long',
  },
  ...{ closedPnl: '0.0', oid: 7, fee: '0.02', tid: 99, feeToken: 'USDC', hash: '0x1' },
};
const PAYMENT = {
  time: 1704290400123,
  delta: { type: 'funding', coin: 'ABC', usdc: '-0.5', szi: '6', fundingRate: '0.01' },
};

const fillOf = (told: object) => ({
  coin: 'ABC',
  px: '10',
  sz: '3',
  side: 'B',
  time: 1704290400123,
  startPosition: '0.0',
  dir: 'Open Long',
  closedPnl: '0.0',
  oid: 7,
  fee: '0.02',
  feeToken: 'USDC',
  ...told,
});
const DAY = 86_400_000;
const DAYS = recordsOfDays([
  [fillOf({ tid: 1 }), fillOf({ tid: 2, startPosition: '3.0' })],
  [
    fillOf({ tid: 0, oid: 1, side: 'A', coin: '@9', sz: '0.1', time: 1704290400000 + DAY }),
    fillOf({ tid: 0, oid: 1, side: 'A', coin: '@9', sz: '0.1', time: 1704290400000 + DAY }),
    {
      time: 1704290400000 + DAY,
      delta: { type: 'funding', coin: 'ABC', usdc: '-0.5', szi: '6', fundingRate: '0.01' },
    },
  ],
  [
    fillOf({
      tid: 3,
      side: 'A',
      sz: '8',
      startPosition: '6.0',
      closedPnl: '12',
      px: '12',
      time: 1704290400000 + 2 * DAY,
    }),
  ],
  [
    fillOf({
      tid: 4,
      startPosition: '-2.0',
      sz: '2',
      closedPnl: '1',
      px: '11.5',
      time: 1704290400000 + 3 * DAY,
    }),
  ],
]);

/** How many fills a message holds; one for any other record. */
function recordsOfMessage(fields: Record<string, unknown> | undefined): number {
  const [, list = '1'] = /"(?:fills|fundings)":(\[.*\])/.exec(JSON.stringify(fields) ?? '') ?? [];
  return Math.max(1, (JSON.parse(list) as unknown[]).length || 1);
}

export const samples: readonly FormatSample[] = [
  {
    format: hyperliquid,
    fileName: 'export.json',
    files: [
      `[{"coin":"ABC","px":"10","sz":"3","side":"B","time":1704290400123,"startPosition":"0.0","dir":"Open Long","closedPnl":"0.0","oid":7,"fee":"0.02","tid":99,"feeToken":"USDC"},
{"coin":"@9","px":"10","sz":"3","side":"A","time":1704290400123,"startPosition":"9.0","dir":"Sell","closedPnl":"0.0","oid":7,"fee":"0.02","tid":0,"feeToken":"USDC"},
{"time":1704290400123,"delta":{"type":"funding","coin":"ABC","usdc":"-0.5","szi":"6","fundingRate":"0.01"}}]
`,
    ],
    recordsIn: (bytes) =>
      piecesOf(jsonElements(), bytes).reduce((sum, { raw }) => sum + recordsOfMessage(jsonObject(raw)), 0),
    keys: {
      documents: [
        [FILL, PAYMENT],
        { channel: 'userFills', data: { user: '0xabc', fills: [FILL, { ...FILL, tid: 98 }] } },
      ],
      needed: [{ of: 'tid', keys: ['px', 'sz', 'side', 'fee', 'closedPnl', 'time', 'coin'] }],
    },
    days: DAYS,
  },
];
