import type { QuestionAbout } from '../matching/question-answers.js';
import { parseWeek, type IsoWeek } from '../time/iso-week.js';

/** What there is to say to a person without being asked; `test` is what they ask for, to see whether it comes. */
export const NEWS_KINDS = ['week', 'morning', 'trouble', 'candidate', 'test'] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

/** A question of a week's message that is sent by itself, so that an answer to it needs no number. */
export interface SingleQuestion {
  question_id: string;
  about: QuestionAbout;
  /** Whether there is a pair of which a person can say that it is none. */
  is_pair: boolean;
  text: string;
  /** Why it is asked; empty for a candidate. */
  why: string;
}

/** What is sent to a person: of a week, of a morning. */
export interface Message {
  /** What it is about, in letters of a file name: `2025-W03-r1`, `morning-2025-01-13`. */
  subject: string;
  text: string;
}

/** A message with what of it can be answered, in the order of their numbers in the text. */
export interface News extends Message {
  questions: readonly SingleQuestion[];
}

/** What every way over a network is handed of a message. */
export interface Sheet extends News {
  /** When it was made; an instant in UTC. */
  at: string;
}

const OF_WEEK = /^(\d{4}-W\d{2})-r\d+/;
const OF_TROUBLE = /^(prepared|trouble)-/;

/** What a message is about, by its subject; `week` is null for what is of no week. */
export function newsAbout(subject: string): { kind: NewsKind; week: IsoWeek | null } {
  const week = OF_WEEK.exec(subject)?.[1] ?? null;
  if (week !== null && parseWeek(week)) return { kind: 'week', week };
  if (OF_TROUBLE.test(subject)) return { kind: 'trouble', week: null };
  if (subject.startsWith('candidate-')) return { kind: 'candidate', week: null };
  return { kind: subject === 'test' ? 'test' : 'morning', week: null };
}
