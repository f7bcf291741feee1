import { REASON_CODES, type ReasonCode } from './said-codes.js';

/** What a question asks for: a reason, whether a match is what happened, or a decision on a candidate. */
export type QuestionAbout = 'reason' | 'doubt' | 'candidate';

/** An answer of one key, and what it says of the match. */
export type QuestionAnswer = { label: string } & (
  { say: 'reason'; code: ReasonCode } | { say: 'review' } | { say: 'unlink' }
);

/**
 * What can be answered by one key, in the order of the keys: the reasons; or that it is what happened, and of a pair
 * also that it is none. A candidate is decided elsewhere.
 */
export function answersTo(about: QuestionAbout, isPair: boolean): QuestionAnswer[] {
  switch (about) {
    case 'reason':
      return REASON_CODES.map((code) => ({ label: code.replaceAll('_', ' '), say: 'reason', code }));
    case 'doubt':
      return [{ label: 'yes', say: 'review' }, ...(isPair ? [{ label: 'no', say: 'unlink' } as const] : [])];
    case 'candidate':
      return [];
  }
}
