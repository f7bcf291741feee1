/** Tables in the shapes of brokers of shares and options in America, Canada and Britain. */
import {
  cents,
  clockOf,
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

const SYMBOLS = [
  ['ABCX', 'DEFX', 'GHIX'],
  ['KLMX', 'NOPX', 'QRSX', 'TUVX'],
  ['WXYX', 'ZABX'],
];
const symbolsOf = (seed: number) => SYMBOLS[seed % SYMBOLS.length] ?? [];
const word = ({ side }: MadeTrade, buy: string, sell: string) => (side === 'buy' ? buy : sell);
const minus = ({ side }: MadeTrade, value: number) => (side === 'buy' ? value : -value);
const us = ({ y, m, d }: { y: string; m: string; d: string }) => `${m}/${d}/${y}`;
const dividend = (symbol: string): MadeCash => ({
  at: '2026-03-20T15:00:00Z',
  kind: 'dividend',
  amount: 12.34,
  symbol,
});
const deposit: MadeCash = { at: '2026-03-01T15:00:00Z', kind: 'deposit', amount: 5000, symbol: '' };

function etrade(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed), seed, fee: 1.05 });
  const rows = trades.map((trade) => [
    us(newYork(trade.at)).replace(/20(\d\d)$/, '$1'),
    word(trade, 'Bought', 'Sold'),
    'EQ',
    trade.symbol,
    minus(trade, trade.quantity),
    netOf(trade).toFixed(2),
    trade.price.toFixed(2),
    trade.fee.toFixed(2),
    `${trade.symbol} INC`,
  ]);
  const header =
    'TransactionDate,TransactionType,SecurityType,Symbol,Quantity,Amount,Price,Commission,Description';
  return {
    broker: 'E*TRADE',
    text: `For Account:,#####1234\n\n${csv([header.split(','), ...rows.toReversed()])}`,
    truth: truthOf('USD', trades, { daysOnly: true }),
  };
}

function webull(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed), seed, fee: 0 });
  const stamp = (at: string) =>
    `${us(newYork(at))} ${newYork(at).time} ${at < '2026-03-08T07' ? 'EST' : 'EDT'}`;
  const rows = trades.map((trade) => [
    `${trade.symbol} Inc`,
    trade.symbol,
    word(trade, 'Buy', 'Sell'),
    'Filled',
    trade.quantity,
    trade.quantity,
    `@${trade.price.toFixed(2)}`,
    trade.price.toFixed(2),
    'DAY',
    stamp(trade.at),
    stamp(trade.at),
  ]);
  const cancelled = [
    'ABCX Inc',
    'ABCX',
    'Sell',
    'Cancelled',
    0,
    10,
    '@99.00',
    '',
    'GTC',
    stamp('2026-03-03T15:00:00Z'),
    '',
  ];
  const header =
    'Name,Symbol,Side,Status,Filled,Total Qty,Price,Avg Price,Time-in-Force,Placed Time,Filled Time';
  return {
    broker: 'Webull',
    text: csv([header.split(','), ...rows, cancelled]),
    truth: truthOf('USD', trades),
  };
}

function questrade(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed).map((one) => `${one}.TO`), seed, fee: 4.95 });
  const cash = [deposit, dividend('ABCX.TO')];
  const row = (at: string, action: string, symbol: string, numbers: (number | string)[], kind: string) => {
    const { day } = newYork(at);
    return [
      `${day} 12:00:00 AM`,
      `${day} 12:00:00 AM`,
      action,
      symbol,
      `${symbol} LTD`,
      ...numbers,
      'CAD',
      '12345678',
      kind,
      'Individual margin',
    ];
  };
  const rows = trades.map((trade) =>
    row(
      trade.at,
      word(trade, 'Buy', 'Sell'),
      trade.symbol,
      [minus(trade, trade.quantity), trade.price, minus(trade, -grossOf(trade)), -trade.fee, netOf(trade)],
      'Trades',
    ),
  );
  const others = cash.map(({ at, kind, amount, symbol }) =>
    row(
      at,
      kind === 'deposit' ? 'CON' : 'DIV',
      symbol,
      [0, 0, 0, 0, amount],
      kind === 'deposit' ? 'Deposits' : 'Dividends',
    ),
  );
  const header =
    'Transaction Date,Settlement Date,Action,Symbol,Description,Quantity,Price,Gross Amount,Commission,Net Amount,Currency,Account #,Activity Type,Account Type';
  return {
    broker: 'Questrade',
    text: csv([header.split(','), ...rows, ...others]),
    truth: truthOf('CAD', trades, { cash, daysOnly: true }),
  };
}

function tradeZero(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed), seed, fee: 1.25 });
  const rows = trades.map((trade) => {
    const at = newYork(trade.at);
    return [
      'TZ1',
      us(at),
      us(at),
      'USD',
      2,
      word(trade, 'B', 'S'),
      trade.symbol,
      trade.quantity,
      trade.price,
      at.time,
      0.99,
      0.05,
      0.1,
      0.11,
      0,
      minus(trade, -grossOf(trade)),
      netOf(trade),
      'VISION',
      '',
      '',
    ];
  });
  const header =
    'Account,T/D,S/D,Currency,Type,Side,Symbol,Qty,Price,Exec Time,Comm,SEC,TAF,NSCC,Nasdaq,Gross Proceeds,Net Proceeds,Clr Broker,Liq,Note';
  return { broker: 'TradeZero', text: csv([header.split(','), ...rows]), truth: truthOf('USD', trades) };
}

function firstrade(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed), seed, fee: 0.03 });
  const cash = [dividend('ABCX')];
  const rows = trades.map((trade) => [
    trade.symbol,
    minus(trade, trade.quantity),
    trade.price,
    word(trade, 'BUY', 'SELL'),
    `${trade.symbol} INC`,
    newYork(trade.at).day,
    newYork(trade.at).day,
    0,
    netOf(trade),
    0,
    trade.fee,
    '',
    'Trade',
  ]);
  const others = cash.map(({ at, amount, symbol }) => [
    symbol,
    0,
    '',
    'Dividend',
    'CASH DIV',
    at.slice(0, 10),
    at.slice(0, 10),
    0,
    amount,
    0,
    0,
    '',
    'Financial',
  ]);
  const header =
    'Symbol,Quantity,Price,Action,Description,TradeDate,SettledDate,Interest,Amount,Commission,Fee,CUSIP,RecordType';
  return {
    broker: 'Firstrade',
    text: csv([header.split(','), ...rows, ...others]),
    truth: truthOf('USD', trades, { cash, daysOnly: true }),
  };
}

function moomoo(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed), seed, fee: 1.98 });
  const stamp = (at: string) => {
    const { y, m, d, time } = newYork(at);
    const month = ['Jan', 'Feb', 'Mar'][Number(m) - 1] ?? '';
    return `${month} ${Number(d)}, ${y} ${time} ET`;
  };
  const rows = trades.map((trade) => [
    word(trade, 'Buy', 'Sell'),
    trade.symbol,
    `${trade.symbol} Inc`,
    trade.price,
    trade.quantity,
    grouped(grossOf(trade)),
    'Filled',
    stamp(trade.at),
    'Limit',
    trade.quantity,
    trade.price,
    grouped(grossOf(trade)),
    stamp(trade.at),
    'US',
    'USD',
    0.99,
    0.99,
    1.98,
  ]);
  const cancelled = [
    'Sell',
    'ABCX',
    'ABCX Inc',
    99,
    10,
    '990.00',
    'Cancelled',
    stamp('2026-03-03T15:00:00Z'),
    'Limit',
    '',
    '',
    '',
    '',
    'US',
    'USD',
    '',
    '',
    '',
  ];
  const header =
    'Side,Symbol,Name,Order Price,Order Qty,Order Amount,Status,Order Time,Order Type,Fill Qty,Fill Price,Fill Amount,Fill Time,Markets,Currency,Commission,Platform Fees,Total Fees';
  return {
    broker: 'Moomoo',
    text: csv([header.split(','), ...rows, cancelled]),
    truth: truthOf('USD', trades),
  };
}

function trading212(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed), seed, fee: 0.5 });
  const cash = [deposit, dividend('ABCX')];
  const stamp = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 19)}.123`;
  const rows = trades.map((trade, at) => [
    word(trade, 'Market buy', 'Limit sell'),
    stamp(trade.at),
    'GB00XX',
    trade.symbol,
    `${trade.symbol} plc`,
    `EOF${at}`,
    trade.quantity.toFixed(8),
    (trade.price * 100).toFixed(2),
    'GBX',
    '100.00',
    Math.abs(netOf(trade)).toFixed(2),
    'GBP',
    trade.fee.toFixed(2),
    'GBP',
  ]);
  const others = cash.map(({ at, kind, amount, symbol }) => [
    kind === 'deposit' ? 'Deposit' : 'Dividend (Ordinary)',
    stamp(at),
    '',
    symbol,
    '',
    kind,
    '',
    '',
    '',
    '',
    amount.toFixed(2),
    'GBP',
    '',
    '',
  ]);
  const header =
    'Action,Time,ISIN,Ticker,Name,ID,No. of shares,Price / share,Currency (Price / share),Exchange rate,Total,Currency (Total),Stamp duty reserve tax,Currency (Stamp duty reserve tax)';
  const truth = truthOf('GBP', trades, { cash });
  return {
    broker: 'Trading 212',
    text: csv([header.replace('Time', 'Time (UTC)').split(','), ...rows, ...others]),
    truth: { ...truth, first: truth.first.replace('Z', '.123Z') },
  };
}

function revolut(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed), seed, fee: 0 });
  const cash = [deposit, dividend('ABCX')];
  const rows = trades.map((trade) => [
    trade.at.replace('Z', '.123456Z'),
    trade.symbol,
    word(trade, 'BUY - MARKET', 'SELL - MARKET'),
    trade.quantity,
    `$${grouped(trade.price)}`,
    `$${grouped(grossOf(trade))}`,
    'USD',
    '1.08',
  ]);
  const others = cash.map(({ at, kind, amount, symbol }) => [
    at,
    symbol,
    kind === 'deposit' ? 'CASH TOP-UP' : 'DIVIDEND',
    '',
    '',
    `$${grouped(amount)}`,
    'USD',
    '1.08',
  ]);
  const header = 'Date,Ticker,Type,Quantity,Price per share,Total Amount,Currency,FX Rate';
  const truth = truthOf('USD', trades, { cash });
  return {
    broker: 'Revolut',
    text: csv([header.split(','), ...rows, ...others]),
    truth: { ...truth, first: truth.first.replace('Z', '.123456Z') },
  };
}

function freetrade(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed), seed, fee: 0.45 });
  const rows = trades.map((trade) => [
    `${trade.symbol} plc`,
    'ORDER',
    trade.at.replace('Z', '.000Z'),
    'GBP',
    Math.abs(netOf(trade)).toFixed(2),
    word(trade, 'BUY', 'SELL'),
    trade.symbol,
    'GB00',
    trade.price.toFixed(2),
    '0.00',
    trade.quantity,
    'LSE',
    `O${trade.at}`,
    '45',
    '0.45',
  ]);
  const header =
    'Title,Type,Timestamp,Account Currency,Total Amount,Buy / Sell,Ticker,ISIN,Price per Share in Account Currency,Stamp Duty,Quantity,Venue,Order ID,FX Fee (BPS),FX Fee Amount';
  return { broker: 'Freetrade', text: csv([header.split(','), ...rows]), truth: truthOf('GBP', trades) };
}

function wealthsimple(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed), seed, fee: 0 });
  const cash = [deposit, dividend('ABCX')];
  const rows = trades.map((trade) => {
    const { day } = newYork(trade.at);
    return [
      day,
      day,
      'WS1',
      'Non-registered',
      'Trade',
      word(trade, 'BUY', 'SELL'),
      trade.symbol,
      `${trade.symbol} Inc`,
      'CAD',
      trade.quantity,
      trade.price,
      '0',
      netOf(trade).toFixed(2),
    ];
  });
  const others = cash.map(({ at, kind, amount, symbol }) => {
    const day = at.slice(0, 10);
    return [
      day,
      day,
      'WS1',
      'Non-registered',
      'Cash',
      kind === 'deposit' ? 'DEPOSIT' : 'DIVIDEND',
      symbol,
      '',
      'CAD',
      '',
      '',
      '',
      amount,
    ];
  });
  const header =
    'transaction_date,settlement_date,account_id,account_type,activity_type,activity_sub_type,symbol,name,currency,quantity,unit_price,commission,net_cash_amount';
  return {
    broker: 'Wealthsimple',
    text: csv([header.split(','), ...rows, ...others]),
    truth: truthOf('CAD', trades, { cash, daysOnly: true }),
  };
}

function flexTable(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed), seed, fee: 1 });
  const rows = trades.flatMap((trade, at) => {
    const { y, m, d, time } = newYork(trade.at);
    const row = (level: string, id: string) => [
      'U1',
      'USD',
      'STK',
      trade.symbol,
      `${y}${m}${d};${time.replaceAll(':', '')}`,
      word(trade, 'BUY', 'SELL'),
      minus(trade, trade.quantity),
      trade.price,
      cents(minus(trade, -grossOf(trade))),
      -trade.fee,
      netOf(trade),
      trade.side === 'buy' ? 'O' : 'C',
      '',
      id,
      level,
    ];
    return [row('ORDER', ''), row('EXECUTION', String(700 + at))];
  });
  const header =
    'ClientAccountID,CurrencyPrimary,AssetClass,Symbol,DateTime,Buy/Sell,Quantity,TradePrice,Proceeds,IBCommission,NetCash,Open/CloseIndicator,Notes/Codes,TradeID,LevelOfDetail';
  return { broker: 'IB Flex table', text: csv([header.split(','), ...rows]), truth: truthOf('USD', trades) };
}

function tradovate(seed: number): BrokerTable {
  const symbols = [['MESM6', 'MNQM6'], ['MESH6'], ['MCLK6', 'MGCJ6']][seed % 3] ?? [];
  const points: Record<string, number> = { MES: 5, MNQ: 2, MCL: 100, MGC: 10 };
  const trades = symbols.flatMap((symbol, at) =>
    roundTrips({
      symbols: [symbol],
      seed: seed + at,
      fee: 0,
      multiplier: points[symbol.slice(0, 3)] ?? 1,
      price: 5000,
    }),
  );
  const rows = trades.map((trade, at) => {
    const when = newYork(trade.at);
    return [
      900 + at,
      'DEMO1',
      word(trade, ' Buy', ' Sell'),
      trade.symbol,
      trade.price,
      trade.quantity,
      `${us(when)} ${when.time}`,
      ' Filled',
      trade.quantity,
    ];
  });
  const cancelled = [999, 'DEMO1', ' Buy', 'MESM6', '', 0, '', ' Canceled', 1];
  const header = 'orderId,Account,B/S,Contract,avgPrice,filledQty,Fill Time,Status,Quantity';
  return {
    broker: 'Tradovate',
    text: csv([header.split(','), ...rows, cancelled]),
    truth: truthOf('USD', trades),
  };
}

function orderLog(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: symbolsOf(seed), seed, fee: 0 });
  const rows = trades.flatMap((trade, at) => {
    const when = clockOf(trade.at, 0);
    return ['Submitted', 'Accepted', 'Filled'].map((state) => [
      `A-${at}`,
      state,
      word(trade, 'BUY', 'SELL'),
      trade.symbol,
      trade.quantity,
      trade.price,
      `${when.day}T${when.time}Z`,
    ]);
  });
  const header = 'Order No,Order State Change,Way,Symbol,Qty,Px,Event Time';
  return { broker: 'an order log', text: csv([header.split(','), ...rows]), truth: truthOf('USD', trades) };
}

export const SHARES = [
  etrade,
  webull,
  questrade,
  tradeZero,
  firstrade,
  moomoo,
  trading212,
  revolut,
  freetrade,
  wealthsimple,
  flexTable,
  tradovate,
  orderLog,
];
