import { addDays, type IsoDate } from '../domain/time/dates.js';
import type { TableMapping } from '../ingest/mapping/mapping.js';

/** An export as a broker writes it, of any number of rows over five years. */
export interface LongExport {
  format: string;
  fileName: string;
  head: string;
  row(this: void, index: number, rows: number): string;
  tail?: string;
  /** For a table of no known format. */
  mapping?: TableMapping;
}

const FIRST: IsoDate = '2019-01-02';
const DAYS = 1_825;
const dayOf = (index: number, rows: number): IsoDate => addDays(FIRST, Math.floor((index * DAYS) / rows));
const american = (day: IsoDate) => `${day.slice(5, 7)}/${day.slice(8)}/${day.slice(0, 4)}`;
const clock = (index: number) => `${two(14 + (index % 6))}:${two(index % 60)}:${two((index * 7) % 60)}`;
const two = (value: number) => String(value).padStart(2, '0');
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** The sale of a call, in the terms that the rows of all formats are made of. */
function saleOf(index: number, rows: number) {
  const day = dayOf(index, rows);
  const expiration = addDays(day, 9);
  const quantity = 1 + (index % 9);
  const price = 1 + (index % 700) * 0.01;
  return {
    day,
    expiration,
    quantity,
    price: price.toFixed(2),
    premium: (price * quantity * 100).toFixed(2),
    net: (price * quantity * 100 - 0.66).toFixed(2),
    strike: (10 + (index % 40) * 0.5).toFixed(2),
    symbol: `S${String.fromCharCode(65 + (index % 20), 65 + ((index >> 2) % 10))}`,
    time: clock(index),
  };
}

type Sale = ReturnType<typeof saleOf>;

function occ({ symbol, expiration, strike }: Sale): string {
  return `${symbol.padEnd(6)}${expiration.slice(2).replaceAll('-', '')}C${String(Number(strike) * 1000).padStart(8, '0')}`;
}

function dayMonthYear(day: IsoDate): string {
  return `${day.slice(8)} ${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(2, 4)}`;
}

const ofSales =
  (text: (sale: Sale, index: number) => string): LongExport['row'] =>
  (index, rows) =>
    text(saleOf(index, rows), index);

/** As brokers write their activity: the last day first. */
const newestFirst =
  (text: (sale: Sale, index: number) => string): LongExport['row'] =>
  (index, rows) =>
    ofSales(text)(rows - 1 - index, rows);

const MAPPING: TableMapping = {
  dataset: 'executions',
  instrument: { column: 'Symbol' },
  fields: {
    executed_at: { column: 'Time', format: 'yyyy-MM-dd HH:mm:ss', zone: 'America/New_York' },
    action: { column: 'Side', values: { 'Sell to open': 'sell_to_open' } },
    quantity: { column: 'Qty' },
    price: { column: 'Price', prefix: '@' },
    fees: { column: 'Fees', sign: 'absolute' },
  },
  where: [{ column: 'Status', is: ['Filled'] }],
};

/** One of each format that a trader's history comes in as rows. */
export const LONG_EXPORTS: readonly LongExport[] = [
  {
    format: 'robinhood',
    fileName: 'robinhood.csv',
    head: '"Activity Date","Process Date","Settle Date","Instrument","Description","Trans Code","Quantity","Price","Amount"\n',
    row: newestFirst(({ day, symbol, expiration, strike, quantity, price, premium }) => {
      const date = american(day);
      return `"${date}","${date}","${date}","${symbol}","${symbol} ${american(expiration)} Call $${strike}","STO","${quantity}","$${price}","$${premium}"\n`;
    }),
  },
  {
    format: 'tastytrade',
    fileName: 'tastytrade.csv',
    head: 'Date,Type,Sub Type,Action,Symbol,Instrument Type,Description,Value,Quantity,Average Price,Commissions,Fees,Multiplier,Root Symbol,Underlying Symbol,Expiration Date,Strike Price,Call or Put,Order #,Currency\n',
    row: newestFirst(
      (sale, index) =>
        `${sale.day}T${sale.time}+0000,Trade,Sell to Open,SELL_TO_OPEN,${occ(sale)},Equity Option,Sold ${sale.quantity} ${sale.symbol},${sale.premium},${sale.quantity},${(Number(sale.price) * 100).toFixed(2)},-1.00,-0.${10 + sale.quantity},100,${sale.symbol},${sale.symbol},${american(sale.expiration)},${sale.strike},CALL,${index},USD\n`,
    ),
  },
  {
    format: 'fidelity',
    fileName: 'fidelity.csv',
    head: 'Run Date,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Settlement Date\n',
    row: newestFirst(
      ({ day, symbol, expiration, strike, quantity, price, net }) =>
        `${american(day)},YOU SOLD OPENING TRANSACTION CALL (${symbol}) ABC CORP (100 SHS) (Margin),-${symbol}${expiration.slice(2).replaceAll('-', '')}C${Number(strike)},CALL (${symbol}) ABC CORP,Margin,-${quantity},${price},0.65,0.01,,${net},${american(day)}\n`,
    ),
  },
  {
    format: 'schwab',
    fileName: 'schwab.csv',
    head: '"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"\n',
    row: newestFirst(
      ({ day, symbol, expiration, strike, quantity, price, net }) =>
        `"${american(day)}","Sell to Open","${symbol} ${american(expiration)} ${strike} C","CALL ABC CORP","${quantity}","$${price}","$0.66","$${net}"\n`,
    ),
  },
  {
    format: 'thinkorswim',
    fileName: 'thinkorswim.csv',
    head: 'Account Statement for 12345 (margin) since 1/1/19 through 1/1/24\n\nCash Balance\nDATE,TIME,TYPE,REF #,DESCRIPTION,Misc Fees,Commissions & Fees,AMOUNT,BALANCE\n',
    row: ofSales(
      ({ day, time, symbol, expiration, strike, quantity, price, premium }, index) =>
        `${american(day)},${time},TRD,="${index}",SOLD -${quantity} ${symbol} 100 ${dayMonthYear(expiration)} ${strike} CALL @${price},-0.01,-0.65,"${premium}",\n`,
    ),
  },
  {
    format: 'ibkr-activity',
    fileName: 'activity.csv',
    head: 'Statement,Header,Field Name,Field Value\nStatement,Data,BrokerName,Interactive Brokers LLC\nAccount Information,Header,Field Name,Field Value\nAccount Information,Data,Account,U100\nTrades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,Proceeds,Comm/Fee,Code\n',
    row: ofSales(
      ({ day, time, symbol, expiration, strike, quantity, price, premium }) =>
        `Trades,Data,Order,Equity and Index Options,USD,${symbol} ${dayMonthYear(expiration).replaceAll(' ', '')} ${Number(strike)} C,"${day}, ${time}",-${quantity},${price},${premium},-0.66,O\n`,
    ),
  },
  {
    format: 'ibkr-transactions',
    fileName: 'transactions.csv',
    head: 'Statement,Header,Field Name,Field Value\nStatement,Data,Title,Transaction History\nSummary,Header,Field Name,Field Value\nSummary,Data,Base Currency,USD\nTransaction History,Header,Date,Account,Description,Transaction Type,Symbol,Quantity,Price,Price Currency,Gross Amount ,Commission,Net Amount\n',
    row: ofSales(
      (sale) =>
        `Transaction History,Data,${sale.day},U100,ABC CALL,Sell,${occ(sale)},-${sale.quantity},${sale.price},USD,${sale.premium},-0.66,${sale.net}\n`,
    ),
  },
  {
    format: 'ibkr-flex',
    fileName: 'flex.xml',
    head: '<FlexQueryResponse queryName="t" type="AF"><FlexStatements count="1"><FlexStatement accountId="U100" fromDate="20190101" toDate="20240101"><Trades>\n',
    row: ofSales(
      (sale, index) =>
        `<Trade accountId="U100" currency="USD" assetCategory="OPT" symbol="${occ(sale)}" underlyingSymbol="${sale.symbol}" strike="${sale.strike}" expiry="${sale.expiration.replaceAll('-', '')}" putCall="C" multiplier="100" tradeID="${index}" ibOrderID="${index}" ibExecID="${index}.01" dateTime="${sale.day.replaceAll('-', '')};${sale.time.replaceAll(':', '')}" quantity="-${sale.quantity}" tradePrice="${sale.price}" proceeds="${sale.premium}" ibCommission="-0.66" ibCommissionCurrency="USD" netCash="${sale.net}" buySell="SELL" openCloseIndicator="O" levelOfDetail="EXECUTION"/>\n`,
    ),
    tail: '</Trades></FlexStatement></FlexStatements></FlexQueryResponse>\n',
  },
  {
    format: 'alpaca',
    fileName: 'alpaca.json',
    head: '[',
    row: ofSales(
      (sale, index) =>
        `${index === 0 ? '' : ',\n'}{"id":"${index}::a","activity_type":"FILL","transaction_time":"${sale.day}T${sale.time}Z","type":"fill","price":"${sale.price}","qty":"${sale.quantity}","side":"sell_short","symbol":"${occ(sale).replaceAll(' ', '')}","order_id":"o${index}","cum_qty":"1","leaves_qty":"0"}`,
    ),
    tail: ']\n',
  },
  {
    format: 'hyperliquid',
    fileName: 'hyperliquid.json',
    head: '[',
    row: ofSales(
      ({ day, time, symbol, quantity, price }, index) =>
        `${index === 0 ? '' : ',\n'}{"coin":"${symbol}","px":"${price}","sz":"${quantity}","side":"B","time":${Date.parse(`${day}T${time}Z`)},"startPosition":"0.0","dir":"Open Long","closedPnl":"0.0","hash":"0x${index}","oid":${index},"crossed":true,"fee":"0.02","tid":${index + 1},"feeToken":"USDC"}`,
    ),
    tail: ']\n',
  },
  {
    format: 'yahoo-daily',
    fileName: 'SYM.csv',
    head: 'Date,Open,High,Low,Close,Adj Close,Volume\n',
    // No symbol has so many days: they come around again, and the later lines count.
    row: (index) => `${addDays('1960-01-04', index % 20_000)},10.5,12.25,9.125,11.0,11.0,${index}\n`,
  },
  {
    format: 'canonical-jsonl',
    fileName: 'trades.executions.jsonl',
    head: '',
    row: ofSales(
      ({ day, time, symbol, expiration, strike, quantity, price }) =>
        `{"account":"main","executed_at":"${day}T${time}Z","action":"sell_to_open","underlying":"${symbol}","right":"call","strike":${strike},"expiration":"${expiration}","quantity":${quantity},"price":${price},"fees":0.66}\n`,
    ),
  },
  {
    format: 'a mapped table',
    fileName: 'orders.csv',
    head: 'Time,Symbol,Side,Qty,Price,Fees,Status\n',
    row: ofSales(
      (sale) =>
        `${sale.day} ${sale.time},${occ(sale)},Sell to open,${sale.quantity},@${sale.price},-0.66,Filled\n`,
    ),
    mapping: MAPPING,
  },
];
