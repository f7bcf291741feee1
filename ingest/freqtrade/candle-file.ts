import { FileRefused } from '../../domain/errors.js';
import { checkedRecord, type InputRecord } from '../checked-record.js';
import type { Parsed } from '../source-format.js';
import { rejected } from '../text/csv-table.js';
import { textOf } from '../text/json-elements.js';

/** What a candle of freqtrade's holds, in its order; `date` is the instant at which it begins. */
export const CANDLE_COLUMNS = ['date', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Of which pair and interval the candles of a file are. */
export interface CandleFile {
  symbol: string;
  interval: string;
}

const NAME = /^([a-z0-9-]+_[a-z0-9]+(?:_[a-z0-9]+)?)-(\d+[a-z])(?:-([a-z_]+))?(?: ?\(\d+\))?\.[a-z0-9.]+$/i;
const INTERVALS = ['1m', '5m', '15m', '1h', '1d'];
const OTHER_PRICES: Readonly<Record<string, string>> = {
  mark: 'mark prices, at which nothing is traded',
  index: 'index prices, at which nothing is traded',
  premiumIndex: 'premiums, which are no prices',
  funding_rate: 'funding rates, which are no prices',
};

/**
 * What the name of a file says, since its content does not: `ETH_BTC-5m.feather`, and of futures
 * `XRP_USDT_USDT-1h-futures.feather`. Pairs are spelled as in freqtrade's trades, `ETH/BTC` and `XRP/USDT:USDT`. Throws
 * {@link FileRefused} for other names, for intervals that no bar has, and for what is not the prices of trades.
 */
export function candleFile(fileName: string): CandleFile {
  const [, coins, interval = '', kind = 'spot'] = NAME.exec(fileName) ?? [];
  if (coins === undefined)
    throw new FileRefused(
      "freqtrade's candles without a pair and an interval: the file's name should say them, as ETH_BTC-5m.feather does",
    );
  const others = OTHER_PRICES[kind];
  if (others !== undefined) throw new FileRefused(`freqtrade's ${kind} file: ${others}; import the candles`);
  if (!INTERVALS.includes(interval))
    throw new FileRefused(
      `freqtrade's candles of ${interval}: bars are of ${INTERVALS.join(', ')}; import a finer interval`,
    );
  const [base, quote, settled] = coins.split('_');
  return { symbol: `${base}/${quote}${settled === undefined ? '' : `:${settled}`}`, interval };
}

const LAST_INSTANT = 8.64e15;

/** The bar that a candle is, or a reject. */
export function candleBar(
  { symbol, interval }: CandleFile,
  candle: readonly unknown[],
  input: InputRecord,
): Parsed[] {
  const [date, open, high, low, close, volume] = candle;
  if (typeof date !== 'number' || !(Math.abs(date) <= LAST_INSTANT))
    return [rejected(input, 'date not a time', textOf(date))];
  const instant = new Date(date).toISOString();
  const bar = { symbol, interval, ts: interval === '1d' ? instant.slice(0, 10) : instant };
  const prices = { open: textOf(open), high: textOf(high), low: textOf(low), close: textOf(close) };
  return checkedRecord({ ...bar, ...prices, volume: textOf(volume), adjusted: 'none' }, [input], {
    dataset: 'bars',
  });
}
