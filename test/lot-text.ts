import { formatDecimal, type Decimal } from '../domain/number/decimal.js';
import { fifoLots } from '../domain/positions/book.js';
import { costOf, type Closing, type Lot } from '../domain/positions/lot.js';
import type { StoredExecution } from '../domain/records/execution-order.js';
import { instrumentKey } from '../domain/records/instrument.js';

/** What executions leave, in words: `AAPL long 100 traded 300`, `AAPL long 50 cost 600`. */
export function toldLots(...executions: StoredExecution[]) {
  const { open, closings } = fifoLots(executions);
  return { closings: closings.map(closingText), open: open.map(lotText) };
}

export function closingText({ lot, instrument, quantity, kind, cash }: Closing): string {
  const start = `${instrumentKey(instrument)} ${lot?.side ?? 'no lot'} ${formatDecimal(quantity)} ${kind}`;
  return lot === null ? start : `${start} ${formatDecimal(lot.cash.actual + cash.actual)}`;
}

export function lotText(lot: Lot): string {
  const { instrument, side, quantity } = lot;
  return `${instrumentKey(instrument)} ${side} ${formatDecimal(quantity)} cost ${formatDecimal(costOf(lot))}`;
}

/** Below zero where it is short. */
export function signed({ side, quantity }: Lot): Decimal {
  return side === 'long' ? quantity : -quantity;
}
