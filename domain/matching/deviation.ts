import { sameContract, type ContractTerms, type Terms } from '../advice/asked-terms.js';
import { daysBetween } from '../time/dates.js';
import { abs, decimal, type Decimal } from '../number/decimal.js';
import type { Decision } from './decision.js';
import { isAsAsked } from './trade-effect.js';

export type ModifiedField = 'strike' | 'expiration' | 'premium' | 'quantity';

/** How far a trade is from what was asked for: executed − advised, null where either is. */
export interface Deviation {
  strike_diff: Decimal | null;
  expiration_diff_days: number | null;
  premium_diff: Decimal | null;
  quantity_diff: Decimal | null;
  /** The fields beyond their tolerance, in this order. */
  modified_fields: ModifiedField[];
  /** `close_only`: a roll of which only the close was done. `far_…`: moved so far that a person should look. */
  flags: string[];
}

export const STRIKE_PERCENT = 3n;
export const EXPIRATION_DAYS = 2;
const PREMIUM_PERCENT = 15n;
const LEAST_PREMIUM = decimal('0.05');
const FAR_STRIKE_PERCENT = 10n;
const FAR_EXPIRATION_DAYS = 14;

/**
 * Compares a trade with the terms it answers. Tolerances are inclusive and relative to the advice: 3 % of strike, 2
 * days of expiration, max(15 %, 0.05) of premium, the exact quantity. The contract that a roll closes has the
 * tolerances of the one it opens.
 */
export function deviation(asked: Terms, decision: Decision): Deviation {
  const closeOnly = asked.from !== null && decision.from === null;
  const contract = closeOnly ? NO_CONTRACT : decision.contract;
  const strikeDiff = difference(contract.strike, asked.contract.strike);
  const expirationDiff = daysApart(asked.contract, contract);
  const premiumDiff = closeOnly ? null : difference(decision.premium, asked.premium);
  const quantityDiff = difference(decision.quantity, asked.quantity);
  const from = closeOnly ? decision.contract : decision.from;
  const fromStrikeDiff = difference(from?.strike ?? null, asked.from?.strike ?? null);
  const fromExpirationDiff = asked.from && from && daysApart(asked.from, from);

  const modified: ModifiedField[] = [];
  const strikeMoved =
    percentBeyond(strikeDiff, asked.contract.strike, STRIKE_PERCENT) ||
    percentBeyond(fromStrikeDiff, asked.from?.strike ?? null, STRIKE_PERCENT);
  if (strikeMoved) modified.push('strike');
  if (Math.max(Math.abs(expirationDiff ?? 0), Math.abs(fromExpirationDiff ?? 0)) > EXPIRATION_DAYS)
    modified.push('expiration');
  if (premiumDiff !== null && abs(premiumDiff) > premiumTolerance(asked.premium as Decimal))
    modified.push('premium');
  if (quantityDiff !== null && quantityDiff !== 0n) modified.push('quantity');

  const flags: string[] = [];
  if (closeOnly) flags.push('close_only');
  if (percentBeyond(strikeDiff, asked.contract.strike, FAR_STRIKE_PERCENT)) flags.push('far_strike');
  if (Math.abs(expirationDiff ?? 0) > FAR_EXPIRATION_DAYS) flags.push('far_expiration');
  if (asked.quantity !== null && isFarQuantity(asked.quantity, decision.quantity)) flags.push('far_quantity');
  return {
    strike_diff: strikeDiff,
    expiration_diff_days: expirationDiff,
    premium_diff: premiumDiff,
    quantity_diff: quantityDiff,
    modified_fields: modified,
    flags,
  };
}

/**
 * True for a contract of the strike and expiration asked for, within their tolerances; of advice that leaves one open,
 * false.
 */
export function isWithin(asked: ContractTerms, traded: ContractTerms): boolean {
  const strikeDiff = difference(traded.strike, asked.strike);
  const days = daysApart(asked, traded);
  if (strikeDiff === null || days === null) return false;
  return !percentBeyond(strikeDiff, asked.strike, STRIKE_PERCENT) && Math.abs(days) <= EXPIRATION_DAYS;
}

/** The most that a premium may differ and still be the advised one. */
export function premiumTolerance(premium: Decimal): Decimal {
  const share = (abs(premium) * PREMIUM_PERCENT) / 100n;
  return share > LEAST_PREMIUM ? share : LEAST_PREMIUM;
}

/** True for a trade that is the close of the very contract that this roll asks to close. */
export function isCloseOf(asked: Terms, decision: Decision): boolean {
  const { action, right, effect, contract } = decision;
  if (asked.from === null || action === 'roll' || effect === null) return false;
  return (
    asked.from.right === right &&
    sameContract(asked.from, contract) &&
    isAsAsked(asked.side === 'long' ? 'sell_to_close' : 'buy_to_close', { action, effect })
  );
}

const NO_CONTRACT: ContractTerms = { strike: null, expiration: null };

function difference(executed: Decimal | null, advised: Decimal | null): Decimal | null {
  return executed === null || advised === null ? null : executed - advised;
}

function daysApart(advised: ContractTerms, executed: ContractTerms): number | null {
  if (advised.expiration === null || executed.expiration === null) return null;
  return daysBetween(advised.expiration, executed.expiration);
}

function percentBeyond(diff: Decimal | null, of: Decimal | null, percent: bigint): boolean {
  return diff !== null && of !== null && abs(diff) * 100n > of * percent;
}

/** More than double or less than half. */
function isFarQuantity(advised: Decimal, executed: Decimal): boolean {
  return executed > advised * 2n || executed * 2n < advised;
}
