import type { PricedContract } from './counterfactual-model.js';
import { toNumber, type Decimal } from '../number/decimal.js';
import { multiplierOf, type Right } from '../records/instrument.js';
import { concernedContract, rollSide } from '../advice/asked-terms.js';
import type { ComparedAdvice } from './counterfactual-case.js';

/** One trade that advice asks for: a contract, bought (1) or sold (−1), to close what is held or to open. */
export interface AdvicePart {
  contract: PricedContract;
  sign: 1 | -1;
  closes: boolean;
}

/**
 * What a piece of advice asks to be traded. Shares have no label that says close. Undefined for structures of several
 * legs and for advice to do nothing.
 */
export function adviceParts(advice: Omit<ComparedAdvice, 'trading_date'>): AdvicePart[] | undefined {
  const contract = contractOf(advice, advice);
  if (contract === undefined) return undefined;
  switch (advice.action) {
    case 'buy':
    case 'buy_to_open':
      return [{ contract, sign: 1, closes: false }];
    case 'sell':
    case 'sell_to_open':
      return [{ contract, sign: -1, closes: false }];
    case 'buy_to_close':
      return [{ contract, sign: 1, closes: true }];
    case 'sell_to_close':
      return [{ contract, sign: -1, closes: true }];
    case 'roll': {
      const from = contractOf(advice, concernedContract(advice));
      if (from === undefined) return undefined;
      const long = rollSide(advice) === 'long';
      return [
        { contract: from, sign: long ? -1 : 1, closes: true },
        { contract, sign: long ? 1 : -1, closes: false },
      ];
    }
    default:
      return undefined;
  }
}

/** Whether trades on that side close something: as the advice has it, else the opposite of what the advice asks for. */
export function closesOn(sign: number, parts: readonly AdvicePart[]): boolean {
  const part = parts.find((candidate) => candidate.sign === sign);
  return part?.closes ?? !parts.some(({ closes }) => closes);
}

function contractOf(
  advice: Pick<ComparedAdvice, 'right' | 'legs' | 'multiplier'>,
  terms: { right: Right | null; strike: Decimal | null; expiration: string | null },
): PricedContract | undefined {
  const { right, strike, expiration } = terms;
  const multiplier = toNumber(multiplierOf({ right, multiplier: advice.multiplier }));
  if (right === null)
    return advice.legs === null ? { right, strike: 0, expiration: '', multiplier } : undefined;
  if (strike === null || expiration === null) return undefined;
  return { right, strike: toNumber(strike), expiration, multiplier };
}
