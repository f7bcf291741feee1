import { describe, expect, test } from '@jest/globals';
import { pairOf } from './pairs.js';

describe('pairOf(written)', () => {
  test.each([
    ['BTC/USDT', 'BTC', 'USDT'],
    ['ETH-EUR', 'ETH', 'EUR'],
    ['XRP/USDT:USDT', 'XRP', 'USDT'],
    ['BTCUSDT', 'BTC', 'USDT'],
    ['ethbtc', 'ETH', 'BTC'],
    ['XXBTZEUR', 'BTC', 'EUR'],
    ['XTZEUR', 'XTZ', 'EUR'],
    ['XETHXXBT', 'ETH', 'BTC'],
    ['SOL-USD-PERP', 'SOL', 'USD'],
    ['EURUSD', 'EUR', 'USD'],
  ])('%s is %s in %s', (written, base, quote) => {
    expect(pairOf(written)).toEqual({ base, quote });
  });

  test.each(['AAPL', 'ESH5', 'METH', 'BRK-B', 'USD', 'SPY 250117C00500000', ''])('%j is none', (written) => {
    expect(pairOf(written)).toBeUndefined();
  });
});
