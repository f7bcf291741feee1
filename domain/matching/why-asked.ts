import { counted } from '../counted.js';
import { DOUBTFUL } from './confidence.js';
import type { ToldMatch } from './match-words.js';

/** What makes a match worth a question. */
export const QUESTION_KINDS = ['reason', 'doubtful', 'far', 'audit', 'restated'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** How many answers to advice of one kind there were lately, and how many of them were like a match. */
export interface Alike {
  alike: number;
  of: number;
}

/** Over so many weeks it is counted. */
export const ALIKE_WEEKS = 13;

/** Why a match is asked about at all: nobody is sure of it, it moved far, or it was drawn by lot. */
export function doubtOf({ confidence, flags }: ToldMatch): Exclude<QuestionKind, 'reason' | 'restated'> {
  if (typeof confidence === 'number' && confidence < DOUBTFUL) return 'doubtful';
  return flags.some((flag) => flag.startsWith('far_')) ? 'far' : 'audit';
}

/** The same in a sentence that a person reads below the question. */
export function whyAsked(kind: Exclude<QuestionKind, 'restated'>, match: ToldMatch, lately: Alike): string {
  switch (kind) {
    case 'doubtful':
      return `Matches like this one are right in ${Math.round(100 * Number(match['confidence']))} of 100 cases.`;
    case 'far':
      return `${farText(match.flags)} far from what was advised: it may answer no advice.`;
    case 'audit':
      return 'Drawn by lot: your answers show how often matches are right that nothing speaks against.';
    case 'reason': {
      const { alike, of } = lately;
      if (alike < 2) return `No other answer of the last ${ALIKE_WEEKS} weeks is like this one.`;
      return `${alike} of ${counted(of, NOUNS[match.action] ?? OTHERS)} of the last ${ALIKE_WEEKS} weeks look like this one.`;
    }
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  sell_to_open: 'opening',
  buy_to_open: 'opening',
  roll: 'roll',
  buy_to_close: 'buy-back',
};
const OTHERS = 'answer';

function farText(flags: readonly string[]): string {
  const fields = flags.flatMap((flag) => (flag.startsWith('far_') ? [flag.slice('far_'.length)] : []));
  const text = fields.join(' and ').replaceAll('_', ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} ${fields.length === 1 ? 'is' : 'are'}`;
}
