import { wordsOf } from './words-of.js';
import { LOOP } from './api.js';
import { say, type Saying } from './say.js';
import type { Match, Question } from './shapes.js';

/** What can be said of a match, each with what withdraws it. */
export interface Fact {
  matchId: string;
  /** What it says, for who hears that it was done. */
  text: string;
  saying: Saying;
  undo: Saying;
}

export const REASONS = [
  ...['timing', 'premium_low', 'iv_low', 'earnings_concern', 'gut_feeling'],
  ...['better_opportunity', 'risk_too_high', 'already_exposed', 'other'],
] as const;
/** Causes of a reject that a person knows and no record shows. */
export const CAUSES = ['declined', 'unseen', 'unfilled', 'infeasible', 'capacity_limited'] as const;
export const EXCLUSIONS = ['user', 'outage', 'maintenance'] as const;

const REASON_LENGTH = 1_000;

function about({ id }: Match, what: string): string {
  return `${LOOP}/matches/${encodeURIComponent(id)}/${what}`;
}

/** The reason as it stands, said again; where there is none, that there is none. */
function formerReason(match: Match, cause: string | null): Saying {
  const { user_reason, reason_text } = match;
  const address = about(match, 'reason');
  if (user_reason === null) return { method: 'DELETE', address, parameters: {} };
  return {
    ...{ method: 'PATCH', address },
    parameters: { reason_code: user_reason, ...(reason_text && { reason_text }), ...(cause && { cause }) },
  };
}

/** Whether it was looked at, as it stands. */
function formerReview(match: Match): Saying {
  const { reviewed_at } = match;
  return {
    method: reviewed_at === null ? 'DELETE' : 'PATCH',
    address: about(match, 'review'),
    parameters: {},
  };
}

/** Why it was done so; `cause` and `formerCause`: what a person says, and said before, of how it came to it. */
export function reasonFact(
  match: Match,
  code: string,
  note: string | null,
  { cause = null, formerCause = null }: { cause?: string | null; formerCause?: string | null } = {},
): Fact {
  const words = `${wordsOf(code)}${note ? `: ${note}` : ''}`;
  return {
    matchId: match.id,
    text: cause === null ? words : `${words} (${wordsOf(cause)})`,
    saying: {
      ...{ method: 'PATCH', address: about(match, 'reason') },
      parameters: {
        reason_code: code,
        ...(note && { reason_text: note.slice(0, REASON_LENGTH) }),
        ...(cause && { cause }),
      },
    },
    // Skipped is that it was looked at; what stands as its reason stays.
    undo: code === 'skipped' ? formerReview(match) : formerReason(match, formerCause),
  };
}

export function reviewFact(match: Match): Fact {
  const address = about(match, 'review');
  return {
    matchId: match.id,
    text: 'as judged',
    saying: { method: 'PATCH', address, parameters: {} },
    undo: formerReview(match),
  };
}

/** Puts a match back among those that nobody looked at. */
export function unreviewFact(match: Match): Fact {
  const address = about(match, 'review');
  return {
    matchId: match.id,
    text: 'not reviewed',
    saying: { method: 'DELETE', address, parameters: {} },
    undo: formerReview(match),
  };
}

/** Takes a match out of rates and patterns. */
export function excludeFact(match: Match, reason: string): Fact {
  const address = about(match, 'exclusion');
  return {
    ...{ matchId: match.id, text: `excluded (${reason})` },
    saying: { method: 'PUT', address, parameters: { reason } },
    undo: { method: 'DELETE', address, parameters: {} },
  };
}

export function includeFact(match: Match): Fact {
  const { saying, undo } = excludeFact(match, match.exclusion_reason ?? 'user');
  return { matchId: match.id, text: 'included', saying: undo, undo: saying };
}

/** Whether trades can answer its advice: to hold is answered by none. */
export function mayBeLinked({ recommendation }: Match): boolean {
  return recommendation !== null && recommendation.action !== 'hold';
}

/** Says that these fills answer the advice of a match. */
export function linkFact(match: Match, executionIds: readonly string[]): Fact {
  return {
    ...{ matchId: match.id, text: `linked with ${executionIds.join(', ')}` },
    saying: linkSaying(match, executionIds),
    undo: match.execution === null ? unlinkSaying(match) : linkSaying(match, match.execution.ids),
  };
}

/** Says that its fills do not answer it. */
export function unlinkFact(match: Match): Fact {
  return {
    ...{ matchId: match.id, text: 'unlinked' },
    saying: unlinkSaying(match),
    undo: linkSaying(match, match.execution?.ids ?? []),
  };
}

function linkSaying(match: Match, executionIds: readonly string[]): Saying {
  return { method: 'POST', address: about(match, 'link'), parameters: { execution_ids: executionIds } };
}

function unlinkSaying(match: Match): Saying {
  return { method: 'POST', address: about(match, 'unlink'), parameters: {} };
}

/** An answer of the review as the API lists it, with what takes it back. */
export function answerFact(
  { match }: Question,
  answer: Question['answers'][number],
  note: string | null,
): Fact {
  const { label, effect } = answer;
  const code = effect.parameters['reason_code'];
  if (code !== undefined) return reasonFact(match, code, note);
  if (effect.path.endsWith('/unlink'))
    return {
      ...{ matchId: match.id, text: label },
      saying: { method: effect.method, address: effect.path, parameters: effect.parameters },
      undo: linkSaying(match, match.execution?.ids ?? []),
    };
  return { ...reviewFact(match), text: label };
}

/** What was said on this page, the latest last, and its answer: what `undo` withdraws. */
let said: { fact: Fact; taken: Promise<unknown> }[] = [];

/** Says a fact. Throws Refused. */
export async function sayFact(fact: Fact): Promise<void> {
  const one = { fact, taken: say(fact.saying) };
  said.push(one);
  try {
    await one.taken;
  } catch (error) {
    said = said.filter((other) => other !== one);
    throw error;
  }
}

/**
 * Withdraws what was said last, once that is answered; gives what that was, null where nothing was. Throws Refused.
 */
export async function undoFact(): Promise<Fact | null> {
  const last = said.pop();
  if (last === undefined) return null;
  await last.taken;
  await say(last.fact.undo);
  return last.fact;
}
