import { shortDay } from '../time/day-text.js';
import { doubtOf, whyAsked, type Alike, type QuestionKind } from './why-asked.js';
import { advisedText, tradedText, type ToldMatch } from './match-words.js';

/** What a person is asked about a match, to be answered by one key. */
export interface Question {
  /** Whether a doubtful match is what happened, or why something was done otherwise. */
  about: 'doubt' | 'reason';
  kind: QuestionKind;
  /** Why it is asked, in a sentence. */
  why: string;
  match: ToldMatch;
}

export const MOST_QUESTIONS = 5;

/**
 * The questions on matches, five at most: doubtful ones, the least sure first, and those without a reason, that first
 * to which the most answers are alike, in turn. A match is asked about once. `lately` counts what is like a match.
 */
export function questionsOf({
  doubtful,
  unexplained,
  lately,
}: Record<'doubtful' | 'unexplained', readonly ToldMatch[]> & {
  lately: (match: ToldMatch) => Alike;
}): Question[] {
  const sureness = ({ confidence }: ToldMatch) => (typeof confidence === 'number' ? confidence : 1);
  const asked = (about: Question['about'], kind: Exclude<QuestionKind, 'restated'>, match: ToldMatch) => ({
    ...{ about, kind, match, why: whyAsked(kind, match, lately(match)) },
  });
  const doubts = doubtful
    .toSorted((a, b) => sureness(a) - sureness(b))
    .map((match) => asked('doubt', doubtOf(match), match));
  const reasons = unexplained
    .toSorted((a, b) => lately(b).alike - lately(a).alike)
    .map((match) => asked('reason', 'reason', match));
  return inTurn(doubts, reasons).slice(0, MOST_QUESTIONS);
}

function inTurn(doubts: readonly Question[], reasons: readonly Question[]): Question[] {
  const each = [...doubts, ...reasons].flatMap((_, at) => [doubts[at], reasons[at]]);
  const asked = new Map<unknown, Question>();
  for (const one of each) if (one && !asked.has(one.match['match_id'])) asked.set(one.match['match_id'], one);
  return [...asked.values()];
}

/** Whether there is a pair, of which a person can say that it is none. */
export function isPair(match: ToldMatch): boolean {
  return Boolean(match['recommendation_id']) && match.execution_ids.length > 0;
}

/** The question in a line; the year is left out where it is that of `beside`. */
export function questionText({ about, match }: Pick<Question, 'about' | 'match'>, beside: string): string {
  const [advised, traded] = [advisedText(match), tradedText(match)];
  const what = `${shortDay(match.trading_date, beside)} ${String(match['underlying'])}`;
  const isDone = match.execution_ids.length > 0;
  if (about === 'reason')
    return isDone ? `${what}: why "${traded}" and not "${advised}"?` : `${what}: why not "${advised}"?`;
  if (advised === '') return `${what}: did "${traded}" answer no advice?`;
  return isDone
    ? `${what}: is "${traded}" what you did about "${advised}"?`
    : `${what}: was "${advised}" left undone?`;
}
