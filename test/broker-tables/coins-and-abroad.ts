/** Tables in the shapes of exchanges of coins, and of brokers that write other languages than English. */
import {
  clockOf,
  comma,
  csv,
  grossOf,
  netOf,
  roundTrips,
  truthOf,
  type BrokerTable,
  type MadeCash,
  type MadeTrade,
} from './trades.js';

const word = ({ side }: MadeTrade, buy: string, sell: string) => (side === 'buy' ? buy : sell);
const minus = ({ side }: MadeTrade, value: number) => (side === 'buy' ? value : -value);
const COINS = [
  ['ETH', 'SOL', 'ADA'],
  ['BTC', 'LTC'],
  ['XRP', 'DOT', 'ETH'],
];
const coinsOf = (seed: number) => COINS[seed % COINS.length] ?? [];
const PAPERS = [['ALPHA AG', 'BETA SE'], ['GAMMA NV', 'DELTA SA', 'EPSILON SPA'], ['ZETA AB']];
const papersOf = (seed: number) => PAPERS[seed % PAPERS.length] ?? [];
/** One for each paper, as no two have the same. */
const isinOf = (symbol: string) => `XX00${symbol.replace(/\W/g, '').slice(0, 8)}`;
const utc = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 19)}`;

function binance(seed: number): BrokerTable {
  const trades = roundTrips({
    symbols: coinsOf(seed).map((one) => `${one}USDT`),
    seed,
    fee: 0.5,
    places: 4,
    price: 900,
  });
  const rows = trades.map((trade) => [
    utc(trade.at),
    trade.symbol,
    word(trade, 'BUY', 'SELL'),
    trade.price.toFixed(10),
    `${trade.quantity.toFixed(10)}${trade.symbol.replace('USDT', '')}`,
    `${grossOf(trade).toFixed(8)}USDT`,
    `${trade.fee.toFixed(10)}USDT`,
  ]);
  const header = 'Date(UTC),Pair,Side,Price,Executed,Amount,Fee';
  return { broker: 'Binance', text: csv([header.split(','), ...rows]), truth: truthOf('USDT', trades) };
}

function kraken(seed: number): BrokerTable {
  const trades = roundTrips({
    symbols: coinsOf(seed).map((one) => `${one}EUR`),
    seed,
    fee: 0.78,
    places: 4,
    price: 900,
  });
  const rows = trades.map((trade, at) => [
    `T${at}-X`,
    `O${at}-X`,
    trade.symbol,
    `${utc(trade.at)}.1234`,
    trade.side,
    'limit',
    trade.price.toFixed(5),
    grossOf(trade).toFixed(5),
    trade.fee.toFixed(5),
    trade.quantity.toFixed(8),
    '0.00000',
    '',
    `L${at}`,
  ]);
  const header = 'txid,ordertxid,pair,time,type,ordertype,price,cost,fee,vol,margin,misc,ledgers';
  const truth = truthOf('EUR', trades);
  return {
    broker: 'Kraken',
    text: csv([header.split(','), ...rows]),
    truth: { ...truth, first: truth.first.replace('Z', '.1234Z') },
  };
}

function coinbasePro(seed: number): BrokerTable {
  const trades = roundTrips({
    symbols: coinsOf(seed).map((one) => `${one}-USD`),
    seed,
    fee: 1.1,
    places: 4,
    price: 900,
  });
  const rows = trades.map((trade, at) => [
    'default',
    5000 + at,
    trade.symbol,
    word(trade, 'BUY', 'SELL'),
    trade.at.replace('Z', '.000Z'),
    trade.quantity,
    trade.symbol.slice(0, -4),
    trade.price,
    trade.fee,
    netOf(trade),
    'USD',
  ]);
  const header =
    'portfolio,trade id,product,side,created at,size,size unit,price,fee,total,price/fee/total unit';
  return { broker: 'Coinbase Pro', text: csv([header.split(','), ...rows]), truth: truthOf('USD', trades) };
}

function bybit(seed: number): BrokerTable {
  const trades = roundTrips({
    symbols: coinsOf(seed).map((one) => `${one}USDT`),
    seed,
    fee: 0.4,
    places: 4,
    price: 900,
  });
  const rows = trades.map((trade, at) => [
    trade.symbol,
    'LIMIT',
    word(trade, 'BUY', 'SELL'),
    grossOf(trade),
    trade.price,
    trade.quantity,
    trade.fee,
    'USDT',
    utc(trade.at),
    8000 + at,
    9000 + at,
  ]);
  const header =
    'Spot Pairs,Order Type,Direction,Filled Value,Filled Price,Filled Quantity,Fees,Fee Coin,Transaction Time(UTC+0),Transaction ID,Order No.';
  return { broker: 'Bybit', text: csv([header.split(','), ...rows]), truth: truthOf('USDT', trades) };
}

function kucoin(seed: number): BrokerTable {
  const trades = roundTrips({
    symbols: coinsOf(seed).map((one) => `${one}-USDT`),
    seed,
    fee: 0.4,
    places: 4,
    price: 900,
  });
  const rows = trades.map((trade, at) => {
    const { day, time } = clockOf(trade.at, 8);
    return [
      'u1',
      'mainAccount',
      `k${at}`,
      trade.symbol,
      word(trade, 'BUY', 'SELL'),
      'LIMIT',
      trade.price,
      trade.quantity,
      grossOf(trade),
      grossOf(trade),
      `${day} ${time}`,
      trade.fee,
      '',
      'TAKER',
      'USDT',
    ];
  });
  const header =
    'UID,Account Type,Order ID,Symbol,Side,Order Type,Avg. Filled Price,Filled Amount,Filled Volume,Filled Volume (USDT),Filled Time(UTC+08:00),Fee,Tax,Maker/Taker,Fee Currency';
  return { broker: 'KuCoin', text: csv([header.split(','), ...rows]), truth: truthOf('USDT', trades) };
}

function bitstamp(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: coinsOf(seed), seed, fee: 1.5, places: 4, price: 900 });
  const rows = trades.map((trade) => {
    const { y, m, d, time } = clockOf(trade.at, 0);
    const month = ['Jan.', 'Feb.', 'Mar.'][Number(m) - 1] ?? '';
    const hour = Number(time.slice(0, 2));
    const clock = `${String(hour % 12 || 12).padStart(2, '0')}:${time.slice(3, 5)} ${hour < 12 ? 'AM' : 'PM'}`;
    return [
      'Market',
      `${month} ${d}, ${y}, ${clock}`,
      'Main Account',
      `${trade.quantity.toFixed(8)} ${trade.symbol}`,
      `${grossOf(trade).toFixed(4)} USD`,
      `${trade.price.toFixed(2)} USD`,
      `${trade.fee.toFixed(4)} USD`,
      word(trade, 'Buy', 'Sell'),
    ];
  });
  const truth = truthOf('USD', trades);
  const header = 'Type,Datetime,Account,Amount,Value,Rate,Fee,Sub Type';
  return {
    broker: 'Bitstamp',
    text: csv([header.split(','), ...rows]),
    truth: { ...truth, first: `${truth.first.slice(0, 17)}00Z` },
  };
}

function bitvavo(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: coinsOf(seed), seed, fee: 0.75, places: 4, price: 900 });
  const rows = trades.map((trade) => {
    const { day, time } = clockOf(trade.at, 1);
    return [
      'Europe/Amsterdam',
      day,
      time,
      trade.side,
      trade.symbol,
      minus(trade, trade.quantity),
      'EUR',
      trade.price,
      'EUR',
      netOf(trade),
      'EUR',
      trade.fee,
      'Completed',
      `id-${trade.at}`,
    ];
  });
  const header =
    'Timezone,Date,Time,Type,Currency,Amount,Quote Currency,Quote Price,Received / Paid Currency,Received / Paid Amount,Fee currency,Fee amount,Status,Transaction ID';
  return { broker: 'Bitvavo', text: csv([header.split(','), ...rows]), truth: truthOf('EUR', trades) };
}

function degiro(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: papersOf(seed), seed, fee: 3 });
  const rows = trades.map((trade, at) => {
    const { y, m, d, time } = clockOf(trade.at, 1);
    const value = minus(trade, -grossOf(trade));
    return [
      `${d}-${m}-${y}`,
      time.slice(0, 5),
      trade.symbol,
      isinOf(trade.symbol),
      'EAM',
      'XAMS',
      minus(trade, trade.quantity),
      comma(trade.price, 4),
      'EUR',
      comma(value),
      'EUR',
      comma(value),
      'EUR',
      '',
      comma(-trade.fee),
      'EUR',
      comma(netOf(trade)),
      'EUR',
      `o-${at}`,
    ];
  });
  const header =
    'Datum,Tijd,Product,ISIN,Beurs,Uitvoeringsplaats,Aantal,Koers,,Lokale waarde,,Waarde,,Wisselkoers,Transactiekosten,,Totaal,,Order ID';
  const truth = truthOf('EUR', trades);
  return {
    broker: 'DEGIRO',
    text: csv([header.split(','), ...rows.toReversed()]),
    truth: { ...truth, first: `${truth.first.slice(0, 17)}00Z` },
  };
}

function boursorama(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: papersOf(seed), seed, fee: 1.99 });
  const rows = trades.map((trade) => {
    const { y, m, d } = clockOf(trade.at, 1);
    return [
      `${d}/${m}/${y}`,
      word(trade, 'Achat', 'Vente'),
      trade.symbol,
      comma(trade.quantity, 0),
      comma(trade.price),
      'EUR',
      comma(trade.fee),
      comma(netOf(trade)),
    ];
  });
  const header = 'Date opération;Sens;Valeur;Quantité;Cours;Devise;Frais;Montant net';
  return {
    broker: 'Boursorama',
    text: csv([header.split(';'), ...rows], ';'),
    truth: truthOf('EUR', trades, { daysOnly: true }),
  };
}

function fineco(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: papersOf(seed), seed, fee: 2.95 });
  const rows = trades.map((trade) => {
    const { y, m, d } = clockOf(trade.at, 1);
    return [
      `${d}/${m}/${y}`,
      `${d}/${m}/${y}`,
      word(trade, 'Acquisto', 'Vendita'),
      trade.symbol,
      isinOf(trade.symbol),
      comma(trade.quantity, 0),
      'EUR',
      comma(trade.price),
      comma(grossOf(trade)),
      comma(trade.fee),
    ];
  });
  const header =
    'Data operazione;Data valuta;Operazione;Titolo;Isin;Quantità;Divisa;Prezzo;Controvalore;Commissioni';
  return {
    broker: 'Fineco',
    text: csv([header.split(';'), ...rows], ';'),
    truth: truthOf('EUR', trades, { daysOnly: true }),
  };
}

function spanish(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: papersOf(seed), seed, fee: 5 });
  const rows = trades.map((trade) => {
    const { y, m, d } = clockOf(trade.at, 1);
    return [
      `${d}/${m}/${y}`,
      word(trade, 'Compra', 'Venta'),
      trade.symbol,
      comma(trade.quantity, 0),
      comma(trade.price),
      comma(trade.fee),
      comma(netOf(trade)),
      'EUR',
    ];
  });
  const header = 'Fecha operación;Tipo operación;Valor;Títulos;Precio;Comisión;Importe neto;Divisa';
  return {
    broker: 'Renta 4',
    text: csv([header.split(';'), ...rows], ';'),
    truth: truthOf('EUR', trades, { daysOnly: true }),
  };
}

function comdirect(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: papersOf(seed), seed, fee: 9.9 });
  const rows = trades.map((trade) => {
    const { y, m, d, time } = clockOf(trade.at, 1);
    return [
      `${d}.${m}.${y}`,
      time,
      word(trade, 'Kauf', 'Verkauf'),
      trade.symbol,
      comma(trade.quantity, 0),
      comma(trade.price),
      'EUR',
      comma(trade.fee),
      comma(netOf(trade)),
      'Ausgeführt',
    ];
  });
  const header = 'Datum;Uhrzeit;Geschäftsart;Bezeichnung;Stück;Kurs;Währung;Gebühren;Betrag;Status';
  return { broker: 'comdirect', text: csv([header.split(';'), ...rows], ';'), truth: truthOf('EUR', trades) };
}

function zerodha(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: ['INFX', 'TCSX'].slice(0, 1 + (seed % 2)), seed, fee: 0, price: 900 });
  const rows = trades.map((trade, at) => {
    const { day, time } = clockOf(trade.at, 5.5);
    return [
      trade.symbol,
      'INE1',
      day,
      'NSE',
      'EQ',
      'EQ',
      trade.side,
      'false',
      `${trade.quantity}.000000`,
      trade.price.toFixed(6),
      600 + at,
      700 + at,
      `${day}T${time}`,
    ];
  });
  const header =
    'symbol,isin,trade_date,exchange,segment,series,trade_type,auction,quantity,price,trade_id,order_id,order_execution_time';
  return { broker: 'Zerodha', text: csv([header.split(','), ...rows]), truth: truthOf('INR', trades) };
}

function brazilian(seed: number): BrokerTable {
  const trades = roundTrips({
    symbols: ['ABEV3', 'PETR4', 'VALE3'].slice(0, 1 + (seed % 3)),
    seed,
    fee: 0.6,
  });
  const rows = trades.map((trade) => {
    const { y, m, d } = clockOf(trade.at, -3);
    return [
      `${d}/${m}/${y}`,
      word(trade, 'Compra', 'Venda'),
      trade.symbol,
      trade.quantity,
      `R$ ${comma(trade.price)}`,
      `R$ ${comma(trade.fee)}`,
      `R$ ${comma(Math.abs(netOf(trade)))}`,
    ];
  });
  const header = 'Data do Negócio;Tipo de Operação;Código;Quantidade;Preço;Taxas;Valor líquido';
  return {
    broker: 'a broker of São Paulo',
    text: csv([header.split(';'), ...rows], ';'),
    truth: truthOf('BRL', trades, { daysOnly: true }),
  };
}

const interest: MadeCash = { at: '2026-03-25T12:00:00Z', kind: 'interest', amount: 1.25, symbol: '' };

function tradeRepublic(seed: number): BrokerTable {
  const trades = roundTrips({ symbols: papersOf(seed), seed, fee: 1 });
  const rows = trades.map((trade) => [
    trade.at.slice(0, 19),
    word(trade, 'Buy', 'Sell'),
    comma(netOf(trade)),
    trade.symbol,
    isinOf(trade.symbol),
    comma(trade.quantity, 0),
    comma(trade.fee),
    '',
  ]);
  const other = [interest.at.slice(0, 19), 'Interest', comma(interest.amount), '', '', '', '', ''];
  const header = 'Date;Type;Value (EUR);Note;ISIN;Shares;Fees (EUR);Taxes (EUR)';
  return {
    broker: 'Portfolio table',
    text: csv([header.split(';'), ...rows, other], ';'),
    truth: truthOf('EUR', trades, { cash: [interest] }),
  };
}

export const COINS_AND_ABROAD = [
  binance,
  kraken,
  coinbasePro,
  bybit,
  kucoin,
  bitstamp,
  bitvavo,
  degiro,
  boursorama,
  fineco,
  spanish,
  comdirect,
  zerodha,
  brazilian,
  tradeRepublic,
];
