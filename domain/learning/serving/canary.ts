import { hash } from 'node:crypto';

/** A model that serves a share of the decisions. */
export interface Canary {
  model_id: string;
  share: number;
  /** Of this deployment: another one draws other decisions. */
  salt: string;
}

const DIGITS = 8;
const LIMIT = 2 ** 32;

/**
 * Whether the canary serves a decision: by the first eight hex digits of sha256(salt + recommendation_id). It is a
 * function of the advice, so the share is the chance with which the decision was its.
 */
export function servesDecision(
  { share, salt }: Pick<Canary, 'share' | 'salt'>,
  recommendationId: string,
): boolean {
  const digits = hash('sha256', salt + recommendationId, 'hex').slice(0, DIGITS);
  return Number.parseInt(digits, 16) / LIMIT < share;
}

/** The salt of a deployment: a function of what it is, so that a step that is run again draws the same decisions. */
export function saltOf(model_id: string, seq: number): string {
  return hash('sha256', `${model_id}:${seq}`, 'hex').slice(0, 16);
}
