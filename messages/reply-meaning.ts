import { answersTo, type QuestionAnswer } from '../domain/matching/question-answers.js';
import type { SingleQuestion } from '../domain/news/news.js';

const COMMANDS = ['week', 'review', 'undo'] as const;
export type Command = (typeof COMMANDS)[number] | 'help';

/** What somebody wrote: a command, or words, with the number of the question where they begin with one. */
export type Written = { command: Command } | { number: number | null; words: string };

const COMMAND = /^\/([a-z]+)(?:@\w+)?(?:\s|$)/i;
const NUMBERED = /^(\d{1,2})(?:[.):,]|\s|$)\s*/;

/** A command that is none of ours asks for help. */
export function writtenIn(text: string): Written {
  const trimmed = text.trim();
  const named = COMMAND.exec(trimmed)?.[1]?.toLowerCase();
  if (named !== undefined) return { command: COMMANDS.find((one) => one === named) ?? 'help' };
  const [all = '', digits] = NUMBERED.exec(trimmed) ?? [];
  if (digits === undefined) return { number: null, words: trimmed };
  return { number: Number(digits), words: trimmed.slice(all.length).trim() };
}

/** An answer to a question, with what else was written. */
export interface Meant {
  answer: QuestionAnswer;
  note: string | null;
}

/**
 * What words say to a question: the reason that they begin with, or the one that they name and do not deny; without one
 * `other`. They are its note as they were written, unless they are no more than the reason. To a doubt they say yes or
 * no. Undefined where they can be no answer.
 */
export function meantBy(
  words: string,
  { about, is_pair }: Pick<SingleQuestion, 'about' | 'is_pair'>,
): Meant | undefined {
  if (words === '') return undefined;
  const answers = answersTo(about, is_pair);
  if (about === 'doubt') return doubtIn(words.trim(), answers);
  const plain = plainWords(words);
  const byNumber = /^[1-9]$/.test(plain) ? answers[Number(plain) - 1] : undefined;
  if (byNumber !== undefined) return { answer: byNumber, note: null };
  const exact = answers.find(({ label }) => label === plain);
  if (exact !== undefined) return { answer: exact, note: null };
  const begun = answers.find(({ label }) => plain.startsWith(`${label} `));
  const named = DENIED.test(plain)
    ? []
    : answers.filter(({ label }) => label !== 'other' && ` ${plain} `.includes(` ${label} `));
  const other = answers.find(({ label }) => label === 'other');
  const answer = begun ?? (named.length === 1 ? named[0] : undefined) ?? other;
  return answer && { answer, note: words };
}

/** In plain words: a reason that is named beside it may be the one that it was not. */
const DENIED = /\b(no|not|nor|never|without|hardly|\w+n t)\b/;

/** By itself, or set off from what follows: neither `no idea` nor `n/a` is a no. */
const YES_OR_NO =
  /^(?:(yes|y|1)|(no|n|2))(?=$|\s*[\r\n]|\s*[.,;:!)…]+(?:\s|$)|\s+[–—-]+\s|\s*\p{Extended_Pictographic})/iu;

/** `yes it was`, `no it wasn't`: with a clause that does not say the opposite, or that one does not know. */
const YES_OR_NO_IT_WAS =
  /^(?!.*(?:\?|\b(?:know|sure|clue|remember)\b))(?:(yes)(?=\s+\p{L})(?!.*(?:\bnot\b|\bnever\b|n['’]?t\b))|(no)(?=\s+(?:(?:it|that|this|these|those|they)(?:['’]s|\s+(?:was|were|is|are|did|does))|(?:i|we)\s+did)(?:\b|n)))/isu;

function doubtIn(words: string, answers: readonly QuestionAnswer[]): Meant | undefined {
  const [all, yes, no] = YES_OR_NO.exec(words) ?? YES_OR_NO_IT_WAS.exec(words) ?? [];
  if (all === undefined) return undefined;
  const opposite = yes === undefined ? /\byes\b/i : /\bno\b/i;
  if (opposite.test(words.slice(all.length))) return undefined;
  const answer = answers.find(({ label }) => label === (no === undefined ? 'yes' : 'no'));
  return answer && { answer, note: null };
}

/** `Gut_feeling, mostly` → `gut feeling mostly`. */
function plainWords(words: string): string {
  return words
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
