import type { CashFlow } from '../../domain/records/records.js';
import { ZERO } from '../../domain/number/decimal.js';
import type { TastytradeRow } from './row.js';
import { amountOf } from '../text/written-values.js';

const KINDS: readonly (readonly [RegExp, CashFlow['kind']])[] = [
  [/dividend/i, 'dividend'],
  [/interest|lending/i, 'interest'],
  [/fee/i, 'fee'],
];
const INTEREST = /^INTEREST ON|^FROM \d+\/\d+ THRU \d+\/\d+ @/i;
const REGULATORY_FEE = /regulatory fee/i;
const WIRE = /^wire /i;

/**
 * What a money movement is. The sub type decides where it can be trusted: deposits are also interest and, with a
 * symbol, refunds of tax withheld from dividends; withdrawals are also interest charged and wires received; adjustments
 * are mostly corrected fees.
 */
export function cashFlowKind(row: TastytradeRow): CashFlow['kind'] {
  const { 'Sub Type': subType, Description: description } = row;
  if (INTEREST.test(description)) return 'interest';
  if (REGULATORY_FEE.test(description)) return 'fee';
  const named = KINDS.find(([pattern]) => pattern.test(subType))?.[1];
  if (named) return named;
  if (subType === 'Deposit' && row.Symbol !== '') return 'dividend';
  if (subType === 'Deposit' || subType === 'Withdrawal' || WIRE.test(description))
    return (amountOf(row.Value) ?? ZERO) < ZERO ? 'withdrawal' : 'deposit';
  return subType === 'Transfer' ? 'transfer' : 'adjustment';
}
