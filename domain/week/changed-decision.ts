import { abs, divide, formatDecimal, toFixed, type Decimal, decimal } from '../number/decimal.js';
import type { Right } from '../records/instrument.js';
import { contractText, priceText, type Contract } from '../records/trade-text.js';
import type { IsoDate } from '../time/dates.js';

/** A decision that changed what was advised; of a roll the contract it opens and the net credit. */
export interface ChangedDecision {
  underlying: string;
  action: string;
  trading_date: IsoDate;
  /** The roll that was advised was closed only. */
  closeOnly: boolean;
  advised: Terms;
  traded: Terms;
}

export interface Terms {
  right: Right | null;
  strike: Decimal | null;
  expiration: IsoDate | null;
  price: Decimal | null;
  quantity: Decimal | null;
}

const VERBS: Readonly<Record<string, string>> = {
  roll: 'roll to ',
  buy_to_close: 'buy back ',
  buy_to_open: 'buy ',
  sell_to_close: 'sell off ',
};

/** `NIO 20C 18 Mar → 11 Mar, 0.55 → 0.25 (-55 %)`: what was advised and, where it differs, what was done. */
export function changedLine({
  underlying,
  action,
  trading_date,
  closeOnly,
  advised,
  traded,
}: ChangedDecision): string {
  if (closeOnly)
    return `${underlying} ${contractText(traded, trading_date)} closed, not rolled to ${contractText(advised, trading_date)}`;
  const contract = `${VERBS[action] ?? ''}${contractChange(advised, traded, trading_date)}`;
  const parts = [contract.trim(), priceChange(advised, traded), quantityChange(advised, traded)];
  return `${underlying} ${parts.filter((part) => part !== '').join(', ')}`;
}

function contractChange(advised: Contract, traded: Contract, beside: IsoDate): string {
  const [before, after] = [contractText(advised, beside), contractText(traded, beside)];
  if (before === after) return before;
  const name = contractText({ ...advised, expiration: null }, beside);
  if (name === contractText({ ...traded, expiration: null }, beside)) {
    const day = (expiration: IsoDate | null) =>
      contractText({ right: null, strike: null, expiration }, beside);
    return `${name} ${day(advised.expiration)} → ${day(traded.expiration)}`;
  }
  return `${before} → ${after}`;
}

function priceChange({ price: before }: Terms, { price: after }: Terms): string {
  if (before === null || after === null || before === after) return '';
  return `${priceText(before)} → ${priceText(after)}${percentChange(before, after)}`;
}

function percentChange(before: Decimal, after: Decimal): string {
  if (before === 0n) return '';
  const percent = toFixed(divide((after - before) * 100n, abs(before)), 0);
  return ` (${after > before ? '+' : ''}${percent} %)`;
}

function quantityChange({ right, quantity: before }: Terms, { quantity: after }: Terms): string {
  if (before === null || after === null || before === after) return '';
  const noun = right === null ? 'shares' : after === ONE ? 'contract' : 'contracts';
  return `${formatDecimal(before)} → ${formatDecimal(after)} ${noun}`;
}

const ONE = decimal(1);
