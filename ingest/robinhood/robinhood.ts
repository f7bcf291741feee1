import { parseDecimal } from '../../domain/number/decimal.js';
import type { CashFlow, Execution } from '../../domain/records/records.js';
import { checkedRecord } from '../checked-record.js';
import type { CsvRecord } from '../text/csv-records.js';
import { columnReader, csvHeadings, csvTable, rejected, shareOfColumns } from '../text/csv-table.js';
import { CONVERSIONS, robinhoodConversions } from './conversions.js';
import { underlyingOfRoot } from '../contracts/index-roots.js';
import { contractOf, quantityOf, ROBINHOOD_COLUMNS, type RobinhoodRow } from './row.js';
import type { Parsed, SourceFormat } from '../source-format.js';
import { monthFirstDays } from '../text/day-order.js';
import { isoDay, onOneLine, plainAmount } from '../text/written-values.js';

/**
 * Robinhood's account activity. It knows days, not times, and neither orders nor accounts; rows that repeat another are
 * fills of their own. `Amount` is net of fees, which are nowhere in the file and stay null. Two rows that move a
 * position to another symbol are one `symbol_change`, the two of a reverse split one `split`; a share split has only
 * the shares that it added: a `split` with that quantity and no ratio, on the day it was processed, since the activity
 * of shares bought shortly before is dated before it.
 */
export const robinhood: SourceFormat = {
  name: 'robinhood',
  needsAccount: true,
  inOrderOfBooking: true,
  detect: (head) => shareOfColumns(csvHeadings(head), ROBINHOOD_COLUMNS.required),
  open: ({ account }) =>
    csvTable((headings) => {
      const rowOf = columnReader(headings, ROBINHOOD_COLUMNS);
      const conversions = robinhoodConversions(account);
      const days = monthFirstDays(robinhood.name);
      return {
        row(fields, record) {
          const row = rowOf(fields);
          days.see(row['Activity Date']);
          if (CONVERSIONS.has(row['Trans Code']) && row.Amount === '') {
            conversions.add(row, record);
            return [];
          }
          conversions.seen(row);
          return activity(row, record, account);
        },
        end() {
          days.check();
          return conversions.end();
        },
      };
    }),
};

const TRADES: ReadonlyMap<string, Execution['action']> = new Map([
  ['Buy', 'buy'],
  ['Sell', 'sell'],
  ['BTO', 'buy_to_open'],
  ['BTC', 'buy_to_close'],
  ['STO', 'sell_to_open'],
  ['STC', 'sell_to_close'],
]);
const EVENTS: ReadonlyMap<string, Execution['action']> = new Map([
  ['OEXP', 'expire'],
  ['OASGN', 'assign'],
  ['OEXCS', 'exercise'],
  ['SPL', 'split'],
  ['SDIV', 'split'],
]);
/** What comes and goes in kind where a quantity says so; `S` behind it: out. */
const MOVES = new Set(['REC', 'SOFF', 'ACATI', 'ACATO', 'ITRF', 'JNLS']);
const OF_SHARES = new Set(['Buy', 'Sell', 'SPL', 'SDIV']);
const CASH_FLOWS: ReadonlyMap<string, CashFlow['kind']> = new Map([
  ['CDIV', 'dividend'],
  ['MDIV', 'dividend'],
  ['ROC', 'dividend'],
  ['INT', 'interest'],
  ['MINT', 'interest'],
  ['MTCH', 'interest'],
  ['SLIP', 'interest'],
  ['AFEE', 'fee'],
  ['DFEE', 'fee'],
  ['DTAX', 'fee'],
  ['GOLD', 'fee'],
  ['NOA', 'fee'],
  ['ACATI', 'transfer'],
  ['ACATO', 'transfer'],
  ['ITRF', 'transfer'],
  ['JNLC', 'transfer'],
]);
/** By the sign of their amount. */
const PAYMENTS = new Set(['ACH', 'RTP']);

function activity(row: RobinhoodRow, record: CsvRecord, account: string | null): Parsed[] {
  const code = row['Trans Code'];
  if (code === '') return [rejected(record, 'Trans Code missing')];
  if (MOVES.has(code) && row.Quantity !== '' && row.Amount === '') return moved(row, record, account);
  if (code === 'MRGC' && /S$/.test(row.Quantity) && row.Amount !== '') return sold(row, record, account);
  const action = TRADES.get(code) ?? EVENTS.get(code);
  if (action === undefined) return cashFlow(row, record, account);
  const contract = OF_SHARES.has(code) ? {} : contractOf(row.Description);
  if (!contract) return [rejected(record, 'Description not an option', row.Description)];
  const execution = {
    account,
    executed_at: isoDay((action === 'split' && row['Process Date']) || row['Activity Date']),
    action,
    ...contract,
    underlying: 'root' in contract ? underlyingOfRoot(row.Instrument) : row.Instrument,
    quantity: quantityOf(row),
    price: TRADES.has(code) ? plainAmount(row.Price) : null,
    amount: plainAmount(row.Amount),
  };
  return checkedRecord(execution, [record], { dataset: 'executions', ...statedAmount(row) });
}

/**
 * Shares or options that come or go without money. Of options the mark may say that they are held short, for which
 * there is no word.
 */
function moved(row: RobinhoodRow, record: CsvRecord, account: string | null): Parsed[] {
  const contract = contractOf(row.Description);
  const marked = row.Quantity.endsWith('S');
  if (contract && marked)
    return [rejected(record, 'option transferred, long or short not known', row.Description)];
  const transfer = {
    account,
    executed_at: isoDay(row['Activity Date']),
    action: 'transfer',
    ...contract,
    underlying: contract ? underlyingOfRoot(row.Instrument) : row.Instrument,
    quantity: quantityOf(row),
    direction: marked || row['Trans Code'] === 'ACATO' ? 'out' : 'in',
  };
  return checkedRecord(transfer, [record], { dataset: 'executions' });
}

/** Shares given up for money. */
function sold(row: RobinhoodRow, record: CsvRecord, account: string | null): Parsed[] {
  const sale = {
    account,
    executed_at: isoDay(row['Activity Date']),
    action: 'sell',
    underlying: row.Instrument,
    quantity: quantityOf(row),
    amount: plainAmount(row.Amount),
  };
  return checkedRecord(sale, [record], { dataset: 'executions', ...statedAmount(row) });
}

function cashFlow(row: RobinhoodRow, record: CsvRecord, account: string | null): Parsed[] {
  const code = row['Trans Code'];
  const amount = plainAmount(row.Amount);
  const kind = PAYMENTS.has(code) ? paymentKind(amount) : CASH_FLOWS.get(code);
  if (kind === undefined && amount === '') return [rejected(record, 'Trans Code not known', code)];
  const flow = {
    account,
    at: isoDay(row['Activity Date']),
    // Money under a code that nothing is known of: the cash is kept, no trade is invented.
    kind: kind ?? 'adjustment',
    amount,
    underlying: row.Instrument,
    description: onOneLine(row.Description),
  };
  return checkedRecord(flow, [record], { dataset: 'cash_flows', ...statedAmount(row) });
}

function paymentKind(amount: string): CashFlow['kind'] {
  return amount.startsWith('-') ? 'withdrawal' : 'deposit';
}

function statedAmount({ Amount }: RobinhoodRow): { statedAmount?: bigint } {
  const amount = parseDecimal(plainAmount(Amount));
  return amount === undefined ? {} : { statedAmount: amount };
}
