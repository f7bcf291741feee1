import type { IsoDate } from '../domain/time/dates.js';

/** A made-up company. */
export interface Ticker {
  symbol: string;
  /** Price at the first bar, dollars. */
  price: number;
  /** A year: 0.25 = 25 %. */
  volatility: number;
  /** Expected return a year. */
  drift: number;
  /** How much of the whole market's move it takes part in, 0 to 1. */
  marketShare: number;
  /** Days on which it reports, before the open. */
  earnings: readonly IsoDate[];
  dividend: { exDate: IsoDate; payDate: IsoDate; amount: number } | null;
  /** From that day on it trades under another symbol. */
  renamed: { date: IsoDate; to: string } | null;
}

const plain = { marketShare: 0.5, dividend: null, renamed: null };

/** A dozen, from sleepy to wild. */
export const TICKERS: readonly Ticker[] = [
  {
    ...plain,
    symbol: 'AQLO',
    price: 62,
    volatility: 0.24,
    drift: 0.08,
    earnings: ['2025-07-24', '2025-10-23'],
    dividend: { exDate: '2025-08-14', payDate: '2025-09-02', amount: 0.34 },
  },
  {
    ...plain,
    symbol: 'BRVE',
    price: 34,
    volatility: 0.36,
    drift: 0.12,
    earnings: ['2025-08-05', '2025-11-04'],
  },
  {
    ...plain,
    symbol: 'CNDL',
    price: 18.5,
    volatility: 0.45,
    drift: 0,
    earnings: ['2025-07-31', '2025-10-30'],
  },
  {
    ...plain,
    symbol: 'DRFT',
    price: 88,
    volatility: 0.42,
    drift: 0.35,
    earnings: ['2025-07-22', '2025-10-21'],
  },
  {
    ...plain,
    symbol: 'EMBR',
    price: 66,
    volatility: 0.5,
    drift: 0.3,
    earnings: ['2025-08-07', '2025-11-06'],
  },
  {
    ...plain,
    symbol: 'FJRD',
    price: 55,
    volatility: 0.28,
    drift: 0.05,
    earnings: ['2025-07-29', '2025-10-28'],
    dividend: { exDate: '2025-07-10', payDate: '2025-07-25', amount: 0.41 },
  },
  {
    ...plain,
    symbol: 'GLIM',
    price: 12,
    volatility: 0.75,
    drift: -0.1,
    earnings: ['2025-08-12', '2025-11-11'],
  },
  {
    ...plain,
    symbol: 'HRTH',
    price: 27,
    volatility: 0.4,
    drift: 0.02,
    earnings: ['2025-07-30', '2025-10-29'],
  },
  {
    ...plain,
    symbol: 'INKW',
    price: 48,
    volatility: 0.38,
    drift: 0.1,
    earnings: ['2025-08-06', '2025-11-05'],
    renamed: { date: '2025-09-15', to: 'INKY' },
  },
  {
    ...plain,
    symbol: 'JUNO',
    price: 73,
    volatility: 0.33,
    drift: 0.12,
    earnings: ['2025-07-23', '2025-10-22'],
  },
  {
    ...plain,
    symbol: 'KELP',
    price: 22,
    volatility: 0.55,
    drift: 0.05,
    earnings: ['2025-08-13', '2025-11-12'],
  },
  {
    ...plain,
    symbol: 'LYRE',
    price: 5.4,
    volatility: 0.85,
    drift: 0.2,
    earnings: ['2025-08-14', '2025-11-13'],
  },
];
