import { z } from 'zod';
import { formatDecimal, multiply, parseDecimal, fromNumber, type Decimal } from '../number/decimal.js';
import { isIsoDate, type IsoDate } from '../time/dates.js';
import type { Right, Side } from '../records/instrument.js';
import { TRADE_ACTIONS, type Recommendation, type TradeAction } from '../records/records.js';

/** Strike and expiration; both null for shares. */
export interface ContractTerms {
  strike: Decimal | null;
  expiration: IsoDate | null;
}

/** With its right, which is null for shares as well. */
export interface NamedContract extends ContractTerms {
  right: Right | null;
}

/** The fields of advice that say what it asks for, of whom and when: all that it is matched by. */
export const ADVICE_FIELDS = [
  'recommendation_id',
  'sent_at',
  'valid_until',
  'withdrawn_at',
  'account',
  'action',
  'underlying',
  'right',
  'strike',
  'expiration',
  'from_strike',
  'from_expiration',
  'from_right',
  'legs',
  'quantity',
  'premium',
] as const satisfies readonly (keyof Recommendation)[];
export type Advice = Pick<Recommendation, (typeof ADVICE_FIELDS)[number]>;

/**
 * Advice, and for a roll on which side the contract to be closed was held before its day; null or absent where no trade
 * shows it.
 */
export type HeldAdvice<A extends Advice = Advice> = A & { held_side?: Side | null };

/** What one trade is about, asked for or done. */
export interface Terms {
  action: TradeAction | 'roll';
  right: Right | null;
  /** The contract to open or close; of a roll the one it opens. */
  contract: ContractTerms;
  /** The contract that a roll closes; else null. */
  from: NamedContract | null;
  /** Of a roll, the side of what it closes and opens; else null. */
  side: Side | null;
  quantity: Decimal | null;
  /** Per share; of a roll the net credit. */
  premium: Decimal | null;
}

/**
 * The trades that would answer a piece of advice: one for a single contract, for shares and for a roll, one for each
 * leg of a structure (whose premium is that of all its legs together), none for `hold` and `wait`.
 */
export function askedTerms(advice: HeldAdvice): Terms[] {
  const { action, right, strike, expiration, quantity, premium } = advice;
  if (action === 'hold' || action === 'wait') return [];
  const asked = { action, right, contract: { strike, expiration }, quantity, premium };
  if (action === 'roll') {
    const from = {
      right: advice.from_right ?? right,
      strike: advice.from_strike,
      expiration: advice.from_expiration,
    };
    return [{ ...asked, from, side: rollSide(advice) }];
  }
  if (advice.legs !== null) return legsOf(advice.legs).map((leg) => legTerms(leg, quantity));
  return [{ ...asked, from: null, side: null }];
}

/** The side of advice to roll: as its legs name it, else as the contract was held, else short, as covered calls are. */
export function rollSide({ legs, held_side }: Pick<HeldAdvice, 'legs' | 'held_side'>): Side {
  const named = legsOf(legs).map(({ action }) => action);
  if (named.some((action) => action === 'buy_to_close' || action === 'sell_to_open')) return 'short';
  if (named.some((action) => action === 'sell_to_close' || action === 'buy_to_open')) return 'long';
  return held_side ?? 'short';
}

const legSchema = z.object({
  action: z.enum(TRADE_ACTIONS),
  right: z.enum(['call', 'put']).nullish(),
  strike: z.union([z.string(), z.number()]).nullish(),
  expiration: z.string().refine(isIsoDate).nullish(),
  ratio: z.union([z.string(), z.number()]).nullish(),
});

/** None without legs; legs that cannot be read ask for nothing that a trade could be compared with. */
export function legsOf(json: string | null): z.infer<typeof legSchema>[] {
  if (json === null) return [];
  const parsed = z.array(legSchema).safeParse(JSON.parse(json));
  return parsed.success ? parsed.data : [];
}

function legTerms(leg: z.infer<typeof legSchema>, quantity: Decimal | null): Terms {
  const ratio = decimalOf(leg.ratio);
  return {
    action: leg.action,
    right: leg.right ?? null,
    contract: { strike: decimalOf(leg.strike), expiration: leg.expiration ?? null },
    from: null,
    side: null,
    quantity: quantity === null || ratio === null ? quantity : multiply(quantity, ratio),
    premium: null,
  };
}

function decimalOf(value: string | number | null | undefined): Decimal | null {
  if (value === null || value === undefined) return null;
  return (typeof value === 'number' ? fromNumber(value) : parseDecimal(value)) ?? null;
}

export function sameContract(a: ContractTerms, b: ContractTerms): boolean {
  return a.strike === b.strike && a.expiration === b.expiration;
}

type Concerned = ContractTerms & { right: Right | null };

/** The contract that advice is about: of a roll the one that it closes. */
export function concernedContract(
  advice: Pick<Advice, 'action' | keyof Concerned | 'from_right' | 'from_strike' | 'from_expiration'>,
): Concerned {
  const { action, right, strike, expiration, from_right, from_strike, from_expiration } = advice;
  if (action !== 'roll') return { right, strike, expiration };
  return { right: from_right ?? right, strike: from_strike, expiration: from_expiration };
}

/** A contract as text, the same for the same right and terms. */
export function contractKey({ right, strike, expiration }: NamedContract): string {
  return `${right} ${strike && formatDecimal(strike)} ${expiration}`;
}
