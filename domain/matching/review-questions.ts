import { shortDay } from '../time/day-text.js';
import { advisedText, tradedText, type ToldMatch } from './match-words.js';

/** What a person is asked about a match, to be answered by one key. */
export interface Question {
  /** Whether a doubtful match is what happened, or why something was done otherwise. */
  about: 'doubt' | 'reason';
  match: ToldMatch;
}

export const MOST_QUESTIONS = 5;

/**
 * The questions on matches, five at most: doubtful ones, the least sure first, and those without a reason in turn. A
 * match is asked about once.
 */
export function questionsOf({
  doubtful,
  unexplained,
}: Record<'doubtful' | 'unexplained', readonly ToldMatch[]>): Question[] {
  const sureness = ({ confidence }: ToldMatch) => (typeof confidence === 'number' ? confidence : 1);
  const doubts = doubtful.toSorted((a, b) => sureness(a) - sureness(b)).map(question('doubt'));
  const reasons = unexplained.map(question('reason'));
  const inTurn = [...doubts, ...reasons].flatMap((_, at) => [doubts[at], reasons[at]]);
  const asked = new Map<unknown, Question>();
  for (const one of inTurn)
    if (one && !asked.has(one.match['match_id'])) asked.set(one.match['match_id'], one);
  return [...asked.values()].slice(0, MOST_QUESTIONS);
}

function question(about: Question['about']): (match: ToldMatch) => Question {
  return (match) => ({ about, match });
}

/** The question in a line; the year is left out where it is that of `beside`. */
export function questionText({ about, match }: Question, beside: string): string {
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
