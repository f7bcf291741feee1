/** Tables in the shapes of further brokers, which were written before any was tried. */
import {
  clockOf,
  comma,
  csv,
  grossOf,
  grouped,
  netOf,
  newYork,
  roundTrips,
  truthOf,
  type BrokerTable,
  type MadeCash,
  type MadeTrade,
} from './trades.js';

const word = ({ side }: MadeTrade, buy: string, sell: string) => (side === 'buy' ? buy : sell);
const minus = ({ side }: MadeTrade, value: number) => (side === 'buy' ? value : -value);
const NAMES = [
  ['ABCX', 'DEFX', 'GHIX'],
  ['KLMX', 'NOPX'],
  ['QRSX', 'TUVX', 'WXYX', 'ZABX'],
];
const namesOf = (seed: number) => NAMES[seed % NAMES.length] ?? [];
const COINS = [['ETH', 'SOL'], ['BTC', 'LTC', 'ADA'], ['XRP']];
const coinsOf = (seed: number) => COINS[seed % COINS.length] ?? [];
const us = ({ y, m, d }: { y: string; m: string; d: string }) => `${m}/${d}/${y}`;
const toTheMinute = (truth: BrokerTable['truth']) => ({ ...truth, first: `${truth.first.slice(0, 17)}00Z` });

function coinbaseRetail(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: coinsOf(seed), seed, fee: 1.49, places: 4, price: 900 });
  const rows = trades.map((trade) => [
    `${trade.at.slice(0, 10)} ${trade.at.slice(11, 19)} UTC`,
    word(trade, 'Buy', 'Sell'),
    trade.symbol,
    trade.quantity,
    'EUR',
    trade.price,
    grossOf(trade).toFixed(2),
    Math.abs(netOf(trade)).toFixed(2),
    trade.fee.toFixed(2),
    'made up',
  ]);
  const header =
    'Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),Fees and/or Spread,Notes';
  return { broker: 'Coinbase', text: csv([header.split(','), ...rows]), truth: truthOf('EUR', trades) };
}

function okx(seed: number): BrokerTable {
  const trades = roundTrips({
    symbols: coinsOf(seed).map((one) => `${one}-USDT`),
    seed,
    fee: 0.3,
    places: 4,
    price: 900,
  });
  const rows = trades.map((trade, at) => [
    3000 + at,
    4000 + at,
    `${trade.at.slice(0, 10)} ${trade.at.slice(11, 19)}`,
    trade.symbol,
    word(trade, 'Buy', 'Sell'),
    trade.quantity,
    trade.price,
    -trade.fee,
    'USDT',
  ]);
  const header = 'id,Order id,Time(UTC),Instrument,Side,Amount,Price,Fee,Fee Unit';
  return { broker: 'OKX', text: csv([header.split(','), ...rows]), truth: truthOf('USDT', trades) };
}

function bitfinex(seed: number): BrokerTable {
  const trades = roundTrips({
    symbols: coinsOf(seed).map((one) => `${one}/USD`),
    seed,
    fee: 0.9,
    places: 4,
    price: 900,
  });
  const rows = trades.map((trade, at) => {
    const { y, m, d, time } = clockOf(trade.at, 0);
    return [
      100 + at,
      trade.symbol,
      minus(trade, trade.quantity),
      trade.price,
      -trade.fee,
      0.1,
      'USD',
      `${d}-${m}-${y.slice(2)} ${time}`,
      900 + at,
    ];
  });
  const header = '#,PAIR,AMOUNT,PRICE,FEE,FEE PERC,FEE CURRENCY,DATE,ORDER ID';
  return { broker: 'Bitfinex', text: csv([header.split(','), ...rows]), truth: truthOf('USD', trades) };
}

function swissquote(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: namesOf(seed), seed, fee: 9 });
  const cash: MadeCash[] = [{ at: '2026-03-20T12:00:00Z', kind: 'dividend', amount: 20.5, symbol: 'ABCX' }];
  const rows = trades.map((trade, at) => {
    const { y, m, d, time } = clockOf(trade.at, 1);
    return [
      `${d}-${m}-${y} ${time.slice(0, 5)}`,
      at + 1,
      word(trade, 'Buy', 'Sell'),
      trade.symbol,
      `${trade.symbol} AG`,
      'CH00',
      trade.quantity,
      trade.price,
      trade.fee,
      0,
      netOf(trade).toFixed(2),
      '0',
      'CHF',
    ];
  });
  const other = cash.map(({ amount, symbol }) => [
    '20-03-2026 13:00',
    '99',
    'Dividend',
    symbol,
    '',
    '',
    1,
    amount,
    0,
    0,
    amount,
    '0',
    'CHF',
  ]);
  const header =
    'Date;Order #;Transaction;Symbol;Name;ISIN;Quantity;Unit price;Costs;Accrued Interest;Net Amount;Balance;Currency';
  return {
    broker: 'Swissquote',
    text: csv([header.split(';'), ...rows, ...other], ';'),
    truth: toTheMinute(truthOf('CHF', trades, { cash })),
  };
}

function interactiveInvestor(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: namesOf(seed), seed, fee: 3.99 });
  const rows = trades.map((trade) => {
    const { y, m, d } = clockOf(trade.at, 0);
    const paid = `£${grouped(Math.abs(netOf(trade)))}`;
    return [
      `${d}/${m}/${y}`,
      `${d}/${m}/${y}`,
      trade.symbol,
      'B00',
      trade.quantity,
      `£${trade.price.toFixed(2)}`,
      `${trade.symbol} plc`,
      'R1',
      trade.side === 'buy' ? paid : 'n/a',
      trade.side === 'sell' ? paid : 'n/a',
      '£1,000.00',
    ];
  });
  const header =
    'Date,Settlement Date,Symbol,Sedol,Quantity,Price,Description,Reference,Debit,Credit,Running Balance';
  return {
    broker: 'interactive investor',
    text: csv([header.split(','), ...rows]),
    truth: truthOf('GBP', trades, { daysOnly: true }),
  };
}

function commsec(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: namesOf(seed), seed, fee: 19.95 });
  const rows = trades.map((trade) => {
    const { y, m, d } = clockOf(trade.at, 0);
    const paid = Math.abs(netOf(trade)).toFixed(2);
    return [
      `${d}/${m}/${y}`,
      `C1${d}`,
      `${word(trade, 'B', 'S')} ${trade.quantity} ${trade.symbol} @ ${trade.price.toFixed(2)}`,
      trade.side === 'buy' ? paid : '',
      trade.side === 'sell' ? paid : '',
      '100.00',
    ];
  });
  const header = 'Date,Reference,Details,Debit($),Credit($),Balance($)';
  return {
    broker: 'CommSec',
    text: csv([header.split(','), ...rows]),
    truth: truthOf('AUD', trades, { daysOnly: true }),
  };
}

function nordnet(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: namesOf(seed), seed, fee: 39 });
  const rows = trades.map((trade, at) => {
    const { day } = clockOf(trade.at, 1);
    return [
      at,
      day,
      day,
      day,
      '1234',
      word(trade, 'KÖPT', 'SÅLT'),
      trade.symbol,
      'SE00',
      comma(trade.quantity, 0),
      comma(trade.price),
      comma(trade.fee),
      comma(netOf(trade)),
      'SEK',
    ];
  });
  const header =
    'Id;Bokföringsdag;Affärsdag;Likviddag;Depå;Transaktionstyp;Värdepapper;ISIN;Antal;Kurs;Courtage;Belopp;Valuta';
  return {
    broker: 'Nordnet',
    text: csv([header.split(';'), ...rows], ';'),
    truth: truthOf('SEK', trades, { daysOnly: true }),
  };
}

function ninjaTrader(seed: number): BrokerTable {
  const trades = roundTrips({
    symbols: [['MES 06-26'], ['MNQ 06-26', 'M2K 06-26'], ['MYM 06-26']][seed % 3] ?? [],
    seed,
    fee: 0.62,
    multiplier: [5, 2, 0.5][seed % 3] ?? 1,
    price: 5000,
  });
  const valued = trades.map((trade) => ({
    ...trade,
    multiplier: { MES: 5, MNQ: 2, M2K: 5, MYM: 0.5 }[trade.symbol.slice(0, 3)] ?? 1,
  }));
  const rows = valued.map((trade, at) => {
    const { y, m, d, time } = newYork(trade.at);
    const hour = Number(time.slice(0, 2));
    return [
      trade.symbol,
      word(trade, 'Buy', 'Sell'),
      trade.quantity,
      trade.price,
      `${Number(m)}/${Number(d)}/${y} ${hour % 12 || 12}${time.slice(2)} ${hour < 12 ? 'AM' : 'PM'}`,
      `id${at}`,
      word(trade, 'Entry', 'Exit'),
      '-',
      `o${at}`,
      'Entry',
      `$${trade.fee.toFixed(2)}`,
      1,
      'Sim101',
      'Live',
    ];
  });
  const header =
    'Instrument,Action,Quantity,Price,Time,ID,E/X,Position,Order ID,Name,Commission,Rate,Account,Connection';
  return { broker: 'NinjaTrader', text: csv([header.split(','), ...rows]), truth: truthOf('USD', valued) };
}

function metaTrader(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: namesOf(seed), seed, fee: 2 });
  const rows = trades.map((trade, at) => {
    const { y, m, d, time } = clockOf(trade.at, 2);
    return [
      `${y}.${m}.${d} ${time}`,
      70 + at,
      trade.symbol,
      trade.side,
      word(trade, 'in', 'out'),
      trade.quantity,
      trade.price,
      80 + at,
      -trade.fee,
      0,
      '',
    ];
  });
  const header = 'Time,Deal,Symbol,Type,Direction,Volume,Price,Order,Commission,Swap,Comment';
  return { broker: 'MetaTrader', text: csv([header.split(','), ...rows]), truth: truthOf('USD', trades) };
}

function vanguard(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: namesOf(seed), seed, fee: 0 });
  const cash: MadeCash[] = [{ at: '2026-03-20T12:00:00Z', kind: 'dividend', amount: 7.77, symbol: 'ABCX' }];
  const rows = trades.map((trade) => {
    const day = us(newYork(trade.at));
    return [
      '12345',
      day,
      day,
      word(trade, 'Buy', 'Sell'),
      word(trade, 'Buy', 'Sell'),
      `${trade.symbol} INC`,
      trade.symbol,
      minus(trade, trade.quantity).toFixed(5),
      trade.price,
      -netOf({ ...trade, side: word(trade, 'sell', 'buy') as 'buy' | 'sell' }),
      0,
      netOf(trade),
      0,
      'CASH',
    ];
  });
  const others = cash.map(({ amount, symbol }) => [
    '12345',
    '03/20/2026',
    '03/20/2026',
    'Dividend',
    'Dividend Received',
    '',
    symbol,
    '0.00000',
    0,
    amount,
    0,
    amount,
    0,
    'CASH',
  ]);
  const header =
    'Account Number,Trade Date,Settlement Date,Transaction Type,Transaction Description,Investment Name,Symbol,Shares,Share Price,Principal Amount,Commission Fees,Net Amount,Accrued Interest,Account Type';
  return {
    broker: 'Vanguard',
    text: csv([header.split(','), ...rows, ...others]),
    truth: truthOf('USD', trades, { cash, daysOnly: true }),
  };
}

function closedPositions(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: namesOf(seed).slice(0, 2), seed, fee: 0, places: 2 });
  const pairs = trades.flatMap((opened, at) =>
    at % 2 === 0 ? [[opened, trades[at + 1] as MadeTrade] as const] : [],
  );
  const stamp = (at: string) => `${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)} ${at.slice(11, 19)}`;
  const rows = pairs.map(([opened, closed], at) => [
    at,
    `Buy ${opened.symbol}`,
    opened.symbol,
    opened.quantity,
    stamp(opened.at),
    stamp(closed.at),
    opened.price,
    closed.price,
    (grossOf(closed) - grossOf(opened)).toFixed(2),
  ]);
  const header =
    'Position ID,Action,Ticker,Units,Open Date (UTC),Close Date (UTC),Open Rate,Close Rate,Profit';
  return {
    broker: 'closed positions',
    text: csv([header.split(','), ...rows]),
    truth: truthOf('USD', trades),
  };
}

function lightspeed(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: namesOf(seed), seed, fee: 0.9 });
  const rows = trades.map((trade, at) => {
    const when = newYork(trade.at);
    return [
      'LS1',
      word(trade, 'B', 'S'),
      trade.quantity,
      trade.symbol,
      `${trade.symbol} COM`,
      us(when),
      us(when),
      trade.price,
      minus(trade, -grossOf(trade)),
      0.5,
      0.4,
      netOf(trade),
      `T${at}`,
      when.time,
      'USD',
    ];
  });
  const header =
    'Account Number,Side,Qty,Symbol,Security Description,Trade Date,Settlement Date,Price,Principal Amount,Commission Amount,Fees,NET Amount,Trade Number,Execution Time,Currency Code';
  return { broker: 'Lightspeed', text: csv([header.split(','), ...rows]), truth: truthOf('USD', trades) };
}

export const OTHERS = [
  coinbaseRetail,
  okx,
  bitfinex,
  swissquote,
  interactiveInvestor,
  commsec,
  nordnet,
  ninjaTrader,
  metaTrader,
  vanguard,
  closedPositions,
  lightspeed,
];
