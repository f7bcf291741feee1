import { z } from '@hono/zod-openapi';
import { answersTo, type QuestionAnswer } from '../../domain/matching/question-answers.js';
import { QUESTION_KINDS } from '../../domain/matching/why-asked.js';
import type { AskedQuestion } from '../parts.js';
import { LOOP } from '../route.js';
import { match, type MatchShape } from './match.js';

const effect = z.object({
  method: z.enum(['PATCH', 'POST']),
  path: z.string(),
  parameters: z.record(z.string(), z.string()),
});

/** What only the person can say of a match, and the requests that say it. */
export const question = z
  .object({
    question_id: z.string(),
    kind: z.enum(QUESTION_KINDS),
    text: z.string(),
    why: z.string(),
    state: z.enum(['open', 'done']),
    match,
    answers: z.array(z.object({ key: z.string().regex(/^[1-9]$/), label: z.string(), effect })),
  })
  .openapi('Question');

export type QuestionShape = z.input<typeof question>;

/** A question as answers have it; `shown` is the match it is about. */
export function shownQuestion(
  { question_id, kind, about, is_pair, text, why, is_done }: AskedQuestion,
  shown: MatchShape,
): QuestionShape {
  return {
    ...{ question_id, kind, text, why, state: is_done ? 'done' : 'open', match: shown },
    answers: answersTo(about, is_pair).map((answer, at) => ({
      ...{ key: String(at + 1), label: answer.label, effect: effectOf(shown.id, answer) },
    })),
  };
}

function pathOf(id: string, what: string): string {
  return `${LOOP}/matches/${encodeURIComponent(id)}/${what}`;
}

function effectOf(id: string, answer: QuestionAnswer): z.input<typeof effect> {
  switch (answer.say) {
    case 'reason':
      return { method: 'PATCH', path: pathOf(id, 'reason'), parameters: { reason_code: answer.code } };
    case 'review':
      return { method: 'PATCH', path: pathOf(id, 'review'), parameters: {} };
    case 'unlink':
      return { method: 'POST', path: pathOf(id, 'unlink'), parameters: {} };
  }
}
