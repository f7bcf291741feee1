import { parseDecimal, toFixed, ZERO } from '../../domain/number/decimal.js';
import type { CashFlow } from '../../domain/records/records.js';
import { checkedRecord, type InputRecord } from '../checked-record.js';
import { ibkrNumber, ibkrText } from './values.js';
import type { Parsed } from '../source-format.js';
import { onOneLine } from '../text/written-values.js';

/** A cash row as any of the broker's reports has it. */
export interface IbkrCash {
  account: string | null;
  at: string;
  /** The kind's name in the report: `Dividends`, `Withholding Tax`. */
  type: string;
  amount: string;
  currency: string;
  symbol: string;
  description: string;
  coarseness: number;
}

/**
 * The first that fits decides; what fits none is an adjustment. Tax that is withheld is a fee, and what comes back of
 * it too.
 */
const KINDS: readonly (readonly [RegExp, CashFlow['kind'] | 'transferred'])[] = [
  [/withh|871\(m\)|\btax\b/i, 'fee'],
  [/dividend|in lieu/i, 'dividend'],
  [/interest|\bcoupon/i, 'interest'],
  [/deposit|withdrawal|fund transfer|disbursement|debit card/i, 'transferred'],
  [/\bfees?\b|commission|charge/i, 'fee'],
  [/transfer/i, 'transfer'],
];

export function cashFlowKind(type: string, amount: bigint): CashFlow['kind'] {
  const kind = KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? 'adjustment';
  return kind === 'transferred' ? (amount < ZERO ? 'withdrawal' : 'deposit') : kind;
}

/** The cash flow of a row; a row without an amount is a reject. */
export function cashRecord(cash: IbkrCash, input: InputRecord): Parsed[] {
  const plain = ibkrNumber(cash.amount);
  const amount = parseDecimal(plain);
  const kind = cashFlowKind(cash.type, amount ?? ZERO);
  const symbol = onOneLine(ibkrText(cash.symbol)) || symbolOf(cash.description);
  const flow = {
    account: cash.account,
    at: cash.at,
    kind,
    amount: plain,
    currency: ibkrText(cash.currency),
    underlying: symbol,
    description: onOneLine(cash.description) || onOneLine(cash.type),
  };
  const identity = JSON.stringify([
    kind,
    cash.currency,
    symbol,
    amount === undefined ? plain : toFixed(amount, 2),
  ]);
  return checkedRecord(flow, [input], {
    dataset: 'cash_flows',
    identity,
    coarseness: cash.coarseness,
    ...(amount === undefined ? {} : { statedAmount: amount }),
  });
}

/** The symbol of `VT(US9220427424) Cash Dividend USD 0.50 per Share`. */
function symbolOf(description: string): string {
  return onOneLine(/^([A-Z0-9][A-Z0-9. ]*?)\s?\([A-Z0-9]{9,12}\)/.exec(description.trim())?.[1] ?? '');
}
