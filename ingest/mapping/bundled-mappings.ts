/** Mappings of tables that common brokers write, by what their own pages say of the columns (docs/mapping.md). */
import type { NamedMapping } from './fitting-mapping.js';
import type { TableMapping } from './mapping.js';

const SIDES = { Buy: 'buy', Sell: 'sell' };

const etrade: TableMapping = {
  dataset: 'executions',
  instrument: { column: 'Symbol' },
  cash_flows: {
    where: [
      {
        column: 'TransactionType',
        is: [
          'Dividend',
          'Qualified Dividend',
          'Interest',
          'Interest Income',
          'Margin Interest',
          'Fee',
          'Online Transfer',
          'Transfer',
          'Wire',
        ],
      },
    ],
    fields: {
      at: { column: 'TransactionDate', format: 'M/d/yy' },
      kind: {
        column: 'TransactionType',
        values: {
          Dividend: 'dividend',
          'Qualified Dividend': 'dividend',
          Interest: 'interest',
          'Interest Income': 'interest',
          'Margin Interest': 'interest',
          Fee: 'fee',
          'Online Transfer': 'transfer',
          Transfer: 'transfer',
          Wire: 'transfer',
        },
      },
      amount: { column: 'Amount' },
      currency: { value: 'USD' },
      underlying: { column: 'Symbol' },
      description: { column: 'Description' },
    },
  },
  fields: {
    executed_at: { column: 'TransactionDate', format: 'M/d/yy' },
    action: {
      column: 'TransactionType',
      values: {
        Bought: 'buy',
        Sold: 'sell',
        'Bought To Open': 'buy_to_open',
        'Sold To Close': 'sell_to_close',
        'Sold To Open': 'sell_to_open',
        'Sold Short': 'sell_to_open',
        'Bought To Close': 'buy_to_close',
        'Bought To Cover': 'buy_to_close',
        'Option Expired': 'expire',
        'Option Assigned': 'assign',
        'Option Exercised': 'exercise',
      },
    },
    quantity: { column: 'Quantity', sign: 'absolute' },
    price: { column: 'Price' },
    fees: { column: 'Commission', sign: 'absolute' },
    amount: { column: 'Amount' },
    currency: { value: 'USD' },
  },
};

const webull: TableMapping = {
  dataset: 'executions',
  where: [{ column: 'Filled', above: 0 }],
  instrument: { column: 'Symbol' },
  fields: {
    executed_at: { column: 'Filled Time', format: 'MM/dd/yyyy HH:mm:ss z' },
    action: { column: 'Side', values: { ...SIDES, Short: 'sell_to_open' } },
    quantity: { column: 'Filled' },
    price: { column: 'Avg Price' },
    currency: { value: 'USD' },
  },
};

const questrade: TableMapping = {
  dataset: 'executions',
  instrument: { column: 'Symbol' },
  cash_flows: {
    where: [
      {
        column: 'Activity Type',
        is: ['Deposits', 'Withdrawals', 'Dividends', 'Interest', 'Fees and rebates', 'Transfers'],
      },
    ],
    fields: {
      account: { column: 'Account #' },
      at: { column: 'Transaction Date', format: 'yyyy-MM-dd h:mm:ss a', clock: 'ignored' },
      kind: {
        column: 'Activity Type',
        values: {
          Deposits: 'deposit',
          Withdrawals: 'withdrawal',
          Dividends: 'dividend',
          Interest: 'interest',
          'Fees and rebates': 'fee',
          Transfers: 'transfer',
        },
      },
      amount: { column: 'Net Amount' },
      currency: { column: 'Currency' },
      underlying: { column: 'Symbol' },
      description: { column: 'Description' },
    },
  },
  fields: {
    account: { column: 'Account #' },
    executed_at: { column: 'Transaction Date', format: 'yyyy-MM-dd h:mm:ss a', clock: 'ignored' },
    action: {
      column: 'Action',
      values: { ...SIDES, Short: 'sell_to_open', Cover: 'buy_to_close', EXP: 'expire', ASN: 'assign' },
    },
    quantity: { column: 'Quantity', sign: 'absolute' },
    price: { column: 'Price' },
    fees: { column: 'Commission', sign: 'absolute' },
    amount: { column: 'Net Amount' },
    currency: { column: 'Currency' },
  },
};

const T212_CASH = {
  Deposit: 'deposit',
  Withdrawal: 'withdrawal',
  'Interest on cash': 'interest',
  'Lending interest': 'interest',
  'Dividend (Dividend)': 'dividend',
  'Dividend (Ordinary)': 'dividend',
  'Dividend (Bonus)': 'dividend',
  'Dividend (Property income distribution)': 'dividend',
  'Dividend (Return of capital non us)': 'dividend',
  'Dividend (Dividends paid by us corporations)': 'dividend',
};

/** The columns of costs differ from account to account; the total has them in it. */
const trading212: TableMapping = {
  dataset: 'executions',
  cash_flows: {
    where: [{ column: 'Action', is: Object.keys(T212_CASH) }],
    fields: {
      at: { column: 'Time (UTC)', zone: 'UTC' },
      kind: { column: 'Action', values: T212_CASH },
      amount: { column: 'Total', sign: 'by_action' },
      currency: { column: 'Currency (Total)' },
      underlying: { column: 'Ticker' },
      description: { column: 'Action' },
    },
  },
  fields: {
    execution_id: { column: 'ID' },
    executed_at: { column: 'Time (UTC)', zone: 'UTC' },
    action: {
      column: 'Action',
      values: {
        'Market buy': 'buy',
        'Limit buy': 'buy',
        'Stop buy': 'buy',
        'Stop limit buy': 'buy',
        'Market sell': 'sell',
        'Limit sell': 'sell',
        'Stop sell': 'sell',
        'Stop limit sell': 'sell',
      },
    },
    underlying: { column: 'Ticker' },
    quantity: { column: 'No. of shares' },
    amount: { column: 'Total', sign: 'by_action' },
    currency: { column: 'Currency (Total)' },
  },
};

const binance: TableMapping = {
  dataset: 'executions',
  fields: {
    executed_at: { column: 'Date(UTC)', zone: 'UTC' },
    action: { column: 'Side', values: SIDES },
    underlying: { column: 'Pair' },
    quantity: { column: 'Executed', suffix: '*' },
    price: { column: 'Price' },
    fees: { column: 'Fee', suffix: '*', coin: 'behind' },
    currency: { column: 'Pair', of_pair: 'quote' },
  },
};

/** Its times are of the clock of the computer that it was saved on. */
const tradovate: TableMapping = {
  dataset: 'executions',
  where: [{ column: 'filledQty', above: 0 }],
  fields: {
    order_id: { column: 'orderId' },
    account: { column: 'Account' },
    executed_at: {
      column: 'Fill Time',
      format: 'MM/dd/yyyy HH:mm:ss',
      zone: 'America/New_York',
      assumed: ['zone'],
    },
    action: { column: 'B/S', values: SIDES },
    underlying: { column: 'Contract' },
    quantity: { column: 'filledQty' },
    price: { column: 'avgPrice' },
    currency: { value: 'USD' },
  },
};

const bitstamp: TableMapping = {
  dataset: 'executions',
  cash_flows: {
    where: [{ column: 'Type', is: ['Deposit', 'Withdrawal'] }],
    fields: {
      account: { column: 'Account' },
      at: { column: 'Datetime', format: 'MMM dd, yyyy, hh:mm a', zone: 'UTC' },
      kind: { column: 'Type', values: { Deposit: 'deposit', Withdrawal: 'withdrawal' } },
      amount: { column: 'Amount', suffix: '*', sign: 'by_action' },
      currency: { column: 'Amount', part: '* {}' },
      description: { column: 'Type' },
    },
  },
  fields: {
    account: { column: 'Account' },
    executed_at: { column: 'Datetime', format: 'MMM dd, yyyy, hh:mm a', zone: 'UTC' },
    action: { column: 'Sub Type', values: SIDES },
    underlying: { column: 'Amount', part: '* {}' },
    quantity: { column: 'Amount', suffix: '*' },
    price: { column: 'Rate', suffix: '*' },
    fees: { column: 'Fee', suffix: '*', coin: 'behind' },
    currency: { column: 'Rate', part: '* {}' },
  },
};

/** Those that come with the program; kept ones are looked at first. */
export const BUNDLED: readonly NamedMapping[] = Object.entries({
  etrade,
  webull,
  questrade,
  trading212,
  binance,
  tradovate,
  bitstamp,
}).map(([name, mapping]) => ({ name, mapping }));
