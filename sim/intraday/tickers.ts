import type { Ticker } from '../tickers.js';

/** A made-up company that a bot trades within the session. */
export interface IntradayTicker extends Ticker {
  /** What it adds to the logit of a gain. */
  edge: number;
}

const plain = { drift: 0.05, marketShare: 0.5, earnings: [], dividend: null, renamed: null };

export const INTRADAY_TICKERS: readonly IntradayTicker[] = [
  { ...plain, symbol: 'ORBT', price: 84, volatility: 0.42, edge: 0.5 },
  { ...plain, symbol: 'PLNK', price: 47, volatility: 0.31, edge: 0.1 },
  { ...plain, symbol: 'QUIL', price: 118, volatility: 0.38, edge: 0 },
  { ...plain, symbol: 'RIVT', price: 63, volatility: 0.55, edge: -0.5 },
  { ...plain, symbol: 'SABL', price: 152, volatility: 0.29, edge: 0 },
  { ...plain, symbol: 'TNDR', price: 29, volatility: 0.47, edge: -0.1 },
];
