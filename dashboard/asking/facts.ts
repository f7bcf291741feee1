import { LOOP } from './api.js';
import { say, type Saying } from './say.js';
import type { Match, Question } from './shapes.js';

/** What can be said of a match, each with what takes it back. */
export interface Fact {
  /** What it says, for who hears that it was done. */
  text: string;
  saying: Saying;
  undo: Saying;
}

const REASON_LENGTH = 1_000;

function about({ id }: Match, what: string): string {
  return `${LOOP}/matches/${encodeURIComponent(id)}/${what}`;
}

/** The reason as it stands, said again; where there is none, that there is none. */
function formerReason(match: Match): Saying {
  const { user_reason, reason_text, reviewed_at } = match;
  const address = about(match, 'reason');
  if (user_reason !== null)
    return { method: 'PATCH', address, parameters: { reason_code: user_reason, reason_text } };
  if (reviewed_at !== null) return { method: 'PATCH', address, parameters: { reason_code: 'skipped' } };
  return { method: 'DELETE', address, parameters: {} };
}

export function reasonFact(match: Match, code: string, note: string | null): Fact {
  return {
    text: `${code.replaceAll('_', ' ')}${note ? `: ${note}` : ''}`,
    saying: {
      ...{ method: 'PATCH', address: about(match, 'reason') },
      parameters: { reason_code: code, ...(note && { reason_text: note.slice(0, REASON_LENGTH) }) },
    },
    undo: formerReason(match),
  };
}

export function reviewFact(match: Match): Fact {
  const address = about(match, 'review');
  return {
    text: 'as judged',
    saying: { method: 'PATCH', address, parameters: {} },
    undo: { method: 'DELETE', address, parameters: {} },
  };
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
      text: label,
      saying: { method: effect.method, address: effect.path, parameters: effect.parameters },
      undo: {
        ...{ method: 'POST', address: about(match, 'link') },
        parameters: { execution_ids: match.execution?.ids ?? [] },
      },
    };
  return { ...reviewFact(match), text: label };
}

/** What was said on this page, the latest last: what `undo` takes back. */
const said: Fact[] = [];

/** Says a fact. Throws Refused. */
export async function sayFact(fact: Fact): Promise<void> {
  await say(fact.saying);
  said.push(fact);
}

/** Takes back what was said last; gives what that was, null where nothing was. Throws Refused. */
export async function undoFact(): Promise<string | null> {
  const fact = said.pop();
  if (fact === undefined) return null;
  await say(fact.undo);
  return fact.text;
}
