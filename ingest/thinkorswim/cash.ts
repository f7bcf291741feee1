import { formatDecimal, parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import type { CashFlow } from '../../domain/records/records.js';
import { checkedRecord, type InputRecord } from '../checked-record.js';
import { rejected } from '../text/csv-table.js';
import { underlyingOfRoot } from '../contracts/index-roots.js';
import { option, type Contract } from './contract.js';
import type { Parsed } from '../source-format.js';
import { onOneLine } from '../text/written-values.js';

/** A row of one of the sections that print a balance. */
export interface CashRow extends InputRecord {
  account: string;
  day: string;
  /** New York's wall clock, `13:47:24`; empty where there is none. */
  time: string;
  type: string;
  /** The reference, without `="…"`; empty where there is none. */
  ref: string;
  description: string;
  /** The cash effect before costs. */
  amount: Decimal;
  /** What was charged, above zero; a rebate below. */
  costs: Decimal;
}

/**
 * What a row that is no trade becomes: the end of a contract, a cash flow, or a reject where it has no money and is not
 * known.
 */
export function cashEvent(row: CashRow): Parsed[] {
  const ended = endOfContract(row.description);
  if (ended) {
    const { action, quantity, contract } = ended;
    const told = { account: row.account, executed_at: row.day, action, ...contract, quantity };
    const identity = identityOf(action, contract, quantity, '');
    return checkedRecord({ ...told, ...costsOf(row) }, [row], {
      dataset: 'executions',
      identity,
      statedAmount: netOf(row),
    });
  }
  if (/^MM (purchase|redemption)/i.test(row.description))
    return [{ kind: 'ignored', line: row.line, reason: 'money market sweep: cash all the same' }];
  if (netOf(row) === ZERO) {
    const named = row.type === '' ? row.description : `${row.type} ${row.description}`;
    return [rejected(row, 'row without money that is not known', named)];
  }
  return cashFlow(row, kindOf(row));
}

/** The row's cash as a flow of that kind. */
export function cashFlow(row: CashRow, kind: CashFlow['kind'], amount = netOf(row)): Parsed[] {
  const [, symbol] = /~([A-Z][A-Z0-9./]*)$/.exec(row.description) ?? [];
  const flow = {
    account: row.account,
    at: row.day,
    kind,
    amount: formatDecimal(amount),
    underlying: symbol ?? null,
    description: onOneLine(row.description) || row.type,
  };
  return checkedRecord(flow, [row], { dataset: 'cash_flows', statedAmount: amount });
}

/** What the row did to cash, costs included. */
export function netOf({ amount, costs }: CashRow): Decimal {
  return amount - costs;
}

/** Cash of the end of a contract, where it is settled in cash or charged for. */
function costsOf(row: CashRow): { fees: string | null; amount: string | null } {
  const moved = netOf(row) !== ZERO;
  return {
    fees: row.costs > ZERO ? formatDecimal(row.costs) : null,
    amount: moved ? formatDecimal(netOf(row)) : null,
  };
}

/**
 * What names an execution in every statement of its account, those too that lack one of the sections. Not its
 * reference, time or costs.
 */
export function identityOf(action: string, contract: Contract, quantity: string, price: string): string {
  const { underlying, root, right, strike, expiration } = contract;
  const kind = /^(buy|sell)/.exec(action)?.[0] ?? action;
  const numbers = [strike ?? '', quantity, price].map((text) => {
    const value = parseDecimal(text);
    return value === undefined ? text : formatDecimal(value);
  });
  return JSON.stringify([kind, underlying, root, right, expiration, ...numbers]);
}

type Ending = 'assign' | 'exercise' | 'expire';

const ENDED: readonly (readonly [RegExp, Ending])[] = [
  [/assign|\bASG\b/i, 'assign'],
  [/exercise|\bEXC\b/i, 'exercise'],
  [/expir|\bEXP\b/i, 'expire'],
];
const REMOVAL =
  /^removal of option due to .*?([+-]?[\d,.]+) (\S+) (\d+) (.*?\d{1,2} [A-Z]{3} \d{2,4}.*?) ([\d.]+) (CALL|PUT)$/i;
const CODED = /([+-]?\d+(?:\.\d+)?) \.([A-Z]+\d?)(\d{2})(\d{2})(\d{2})([CP])(\d+(?:\.\d+)?)$/;

/**
 * `REMOVAL OF OPTION DUE TO EXPIRATION 1.0 SPY 100 (Weeklys) 8 JAN 21 355 PUT`, and the same with a code:
 * `… 2.0 .UUUU241220P6`.
 */
function endOfContract(
  description: string,
): { action: Ending; quantity: string; contract: Contract } | undefined {
  const action = ENDED.find(([words]) => words.test(description))?.[1];
  if (action === undefined || /\bUPON\b/i.test(description)) return undefined;
  const [, quantity, symbol = '', multiplier = '', expiration = '', strike = '', right = ''] =
    REMOVAL.exec(description) ?? [];
  if (quantity !== undefined)
    return {
      action,
      quantity: quantity.replace(/^[+-]/, ''),
      contract: option({ symbol, expiration, strike, right, multiplier }),
    };
  const [, count, root = '', year, month, day, kind, at = ''] = CODED.exec(description) ?? [];
  if (count === undefined) return undefined;
  return {
    action,
    quantity: count.replace(/^[+-]/, ''),
    contract: {
      underlying: underlyingOfRoot(root),
      root,
      right: kind === 'C' ? 'call' : 'put',
      strike: at,
      expiration: `20${year}-${month}-${day}`,
      multiplier: null,
    },
  };
}

const KINDS: readonly (readonly [RegExp, CashFlow['kind']])[] = [
  [/\binterest\b/i, 'interest'],
  [/dividend|distribution|capital gain|gain distribution|return of capital/i, 'dividend'],
  [/withholding|\bfees?\b|commission|\btax\b|\bADR\b/i, 'fee'],
  [/mark to (the )?market/i, 'adjustment'],
];
const MOVES = new Set(['EFN', 'WIN', 'WOU', 'CRC', 'CDS', 'FND', 'LIQ', 'ACH']);
const TRANSFERS = new Set(['JRN', 'FSWP', 'TRN', 'XFR']);

/** What money without a trade is: its words decide, then its type. What is not known is an adjustment. */
function kindOf(row: CashRow): CashFlow['kind'] {
  const named = KINDS.find(([words]) => words.test(row.description))?.[1];
  if (named) return named;
  if (MOVES.has(row.type)) return netOf(row) < ZERO ? 'withdrawal' : 'deposit';
  return TRANSFERS.has(row.type) ? 'transfer' : 'adjustment';
}
