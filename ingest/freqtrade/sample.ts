import { featherFile } from '../../test/feather-file.js';
import { piecesOf, type FormatSample } from '../../test/format-sample.js';
import { freqtradeDatabaseFile } from '../../test/sqlite-database.js';
import { arrowRows } from '../arrow/arrow-rows.js';
import { jsonElements, jsonObject } from '../text/json-elements.js';
import { CANDLE_COLUMNS } from './candle-file.js';
import { freqtradeDatabase } from './database.js';
import { databaseTrades } from './database-trades.js';
import { freqtradeFeather } from './feather-candles.js';
import { freqtrade } from './freqtrade.js';
import { freqtradeJsonCandles } from './json-candles.js';
import { freqtradeTrades } from './trades.js';

const FEATHER = featherFile(
  Object.fromEntries(CANDLE_COLUMNS.map((name, at) => [name, [at + 1, at + 2, null, at + 4]])),
  { rowsAtOnce: 2 },
);

const DATABASE = freqtradeDatabaseFile({
  trades: [{ close_profit_abs: 1 }, { is_open: 1 }, {}],
  orders: [{}, { ft_order_side: 'sell' }, { ft_trade_id: 7 }],
});

/** Every order is one, and so is each end of a trade without an order. */
function recordsOfDatabase(bytes: Uint8Array): number {
  const { trades, strays } = databaseTrades(bytes);
  return trades.reduce((sum, { trade, orders }) => {
    const filled = orders.filter(({ order }) => order['ft_is_open'] !== 1 && Number(order['filled']) !== 0);
    const entry = trade['is_short'] === 1 ? 'sell' : 'buy';
    const entries = filled.filter(({ order }) => order['ft_order_side'] === entry).length;
    const closed = trade['is_open'] === 0 && trade['close_rate'] !== null;
    const ownEntry = entries === 0 && (closed || orders.length === 0);
    const ownExit = closed && entries === filled.length;
    return sum + orders.length + Number(ownEntry) + Number(ownExit);
  }, strays.length);
}

export const samples: readonly FormatSample[] = [
  {
    format: freqtrade,
    fileName: 'backtest.json',
    files: [
      `{"strategy":{"A":{"trades":[{"pair":"ABC/BTC","amount":3,"open_rate":1,"close_rate":2,"fee_open":0,"fee_close":0,"profit_abs":3,"open_date":"2024-01-03 14:00:00+00:00","close_date":"2024-01-03 15:00:00+00:00"},
{"pair":"ABC/BTC","amount":3,"open_rate":1,"fee_open":0,"open_date":"2024-01-03 14:00:00+00:00","is_open":true}],"locks":[]}}}
`,
    ],
    // A trade that is closed is two records.
    recordsIn: (bytes) =>
      piecesOf(freqtradeTrades(), bytes)
        .map(({ raw }) => jsonObject(raw))
        .reduce((sum, fields) => sum + (fields === undefined || fields['is_open'] === true ? 1 : 2), 0),
    keys: {
      documents: [
        {
          metadata: {},
          strategy: {
            A: {
              trades: [
                {
                  ...{ pair: 'ABC/BTC', amount: 3, open_rate: 1, close_rate: 2, fee_open: 0, fee_close: 0 },
                  ...{
                    profit_abs: 3,
                    open_date: '2024-01-03 14:00:00+00:00',
                    close_date: '2024-01-03 15:00:00+00:00',
                  },
                  ...{ is_short: false, is_open: false, stake_amount: 3 },
                },
              ],
              locks: [],
            },
          },
        },
      ],
      needed: [
        {
          of: 'pair',
          keys: [
            'pair',
            'amount',
            'open_rate',
            'close_rate',
            'fee_open',
            'fee_close',
            'profit_abs',
            'open_date',
          ],
        },
      ],
    },
  },
  { format: freqtradeDatabase, fileName: 'trades.sqlite', files: [DATABASE], recordsIn: recordsOfDatabase },
  {
    format: freqtradeFeather,
    fileName: 'ETH_BTC-5m.feather',
    files: [FEATHER],
    recordsIn: (bytes) => arrowRows(CANDLE_COLUMNS).push(bytes).length,
  },
  {
    format: freqtradeJsonCandles,
    fileName: 'ETH_BTC-5m.json',
    files: [
      '[[1704715200000,1,2,0.5,1.5,10],[1704715500000,1.5,1.5,1.5,1.5,0],[1704715800000,null,1,1,1,1]]\n',
    ],
    recordsIn: (bytes) => piecesOf(jsonElements(), bytes).length,
  },
];
