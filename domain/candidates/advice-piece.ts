import type { Recommendation } from '../records/records.js';

/** The fields of advice that say what it asks for. */
const ASKED = [
  'action',
  'right',
  'strike',
  'expiration',
  'from_right',
  'from_strike',
  'from_expiration',
  'legs',
  'quantity',
  'premium',
] as const satisfies readonly (keyof Recommendation)[];

/** What a piece of advice asks for, whoever gives it. */
export type Piece = Pick<Recommendation, (typeof ASKED)[number]>;

/** Whether something has to be done about it. */
export function isActive({ action }: Pick<Piece, 'action'>): boolean {
  return action !== 'hold' && action !== 'wait';
}

/**
 * Whether two pieces on one matter ask for the same, nothing among it. To wait is to wait for any contract, and a hold
 * asks for none.
 */
export function isSamePiece(a: Piece | null, b: Piece | null): boolean {
  if (a === null || b === null) return a === b;
  if (!isActive(a) || !isActive(b)) return a.action === b.action;
  return ASKED.every((field) => a[field] === b[field]);
}
