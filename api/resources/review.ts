import { z } from '@hono/zod-openapi';
import { parseDecimal } from '../../domain/number/decimal.js';
import { parseWeek, type IsoWeek } from '../../domain/time/iso-week.js';
import { NOT_REVIEWED } from '../../domain/week/week-review.js';
import { lastPublished } from '../../store/derived/weeks.js';
import { matchesByKey } from '../../store/pages/matches-by-key.js';
import type { AskedQuestion, Moment, ReviewedWeek } from '../parts.js';
import { LOOP, read } from '../route.js';
import { saidLatelyAt } from '../said-lately-at.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { candidate, candidatesOf, type Candidate } from '../shapes/candidate.js';
import { amount, date } from '../shapes/fields.js';
import { shownAs } from '../shapes/match-sides.js';
import { asNumber } from '../shapes/number.js';
import { pattern } from '../shapes/pattern.js';
import { question, shownQuestion, type QuestionShape } from '../shapes/question.js';
import { weekName } from '../shapes/week-name.js';
import { weekDetail, weekReview } from './one-week.js';

const MOST_HABITS = 3;
/** Where the pages are that a problem is mended on. */
const PAGES = '/strategies/learning';

const count = z.int().min(0);

const trust = z.object({
  ties_out: z.boolean(),
  accounts: z.array(
    z.object({
      account: z.string(),
      covered_through: date.nullable(),
      cash_difference: amount.nullable(),
      currency: z.string().nullable(),
      rejected_lines: count,
      days_behind: count,
    }),
  ),
  problems: z.array(
    z.object({
      kind: z.enum(['cash', 'coverage', 'rejected', 'step', 'pending']),
      text: z.string(),
      link: z.string(),
    }),
  ),
});

const item = z.object({
  kind: z.enum(['expiring', 'ex_dividend', 'earnings', 'uncovered', 'assignment_risk']),
  date,
  symbol: z.string(),
  account: z.string().nullable(),
  text: z.string(),
});

const money = z.object({
  ...{ human: amount.nullable(), algorithm_low: amount.nullable(), algorithm_mid: amount.nullable() },
  ...{ algorithm_high: amount.nullable(), difference_low: amount.nullable() },
  ...{ difference_mid: amount.nullable(), difference_high: amount.nullable() },
  ...{ open_marks: amount.nullable(), currency: z.string().nullable(), sentence: z.string() },
});

const answer = z.object({
  week: z.string().nullable(),
  revision: z.int().nullable(),
  text: z.string(),
  trust,
  next_week: z.array(item),
  questions: z.array(question),
  money,
  habits: z.array(pattern),
  candidate: z.union([candidate, z.null()]),
  review: weekReview,
  left: z.object({ questions: count, candidates: count }),
  as_of: asOf,
});

type Review = z.input<typeof answer>;

export const reviewWeek = read({
  path: `${LOOP}/review`,
  scope: 'read',
  summary:
    'A published week as a person reviews it, without a week the latest. Its questions stay the same; a question that is answered is `done`, and `left` counts what is not',
  inPath: z.object({}),
  parameters: z.object({ week: weekName.optional() }),
  answer,
  problems: ['not-found'],
  async answerFrom(moment, { given }) {
    const week = given.week ?? (await lastPublished(moment.warehouse));
    return week === null ? { ...NOTHING, as_of: await asOfMoment(moment) } : reviewOf(moment, week);
  },
});

const NOTHING: Omit<Review, 'as_of'> = {
  ...{ week: null, revision: null, text: '' },
  trust: { ties_out: true, accounts: [], problems: [] },
  ...{ next_week: [], questions: [], habits: [], candidate: null, left: { questions: 0, candidates: 0 } },
  money: {
    ...{ human: null, algorithm_low: null, algorithm_mid: null, algorithm_high: null, difference_low: null },
    ...{ difference_mid: null, difference_high: null, open_marks: null, currency: null, sentence: '' },
  },
  review: { ...NOT_REVIEWED, minutes: null, decisions: [] },
};

/** Throws a Problem for a week that is not published. */
async function reviewOf(moment: Moment, label: IsoWeek): Promise<Review> {
  const { year, week } = parseWeek(label) ?? { year: 0, week: 0 };
  const summary = await weekDetail(moment, { year: String(year), week: String(week) }, undefined);
  const found = await moment.reads.review({ week: label });
  const candidates = candidatesOf(moment.journal);
  const questions = await shownQuestions(moment, found.questions);
  return {
    ...{ week: label, revision: summary.revision, text: summary.text },
    trust: trustOf(found.trust),
    next_week: found.next_week.map((one) => ({ ...one, account: null })),
    questions,
    money: moneyOf(summary.performance, found.sentence),
    habits: summary.patterns.filter(({ confidence }) => confidence !== 'low').slice(0, MOST_HABITS),
    candidate: candidateOf(candidates, found.candidate_id, summary.v4_candidates),
    review: summary.review,
    left: {
      questions: questions.filter(({ state }) => state === 'open').length,
      candidates: candidates.filter(({ status }) => status === 'open').length,
    },
    as_of: summary.as_of,
  };
}

/** What a week asks about matches, those that are answered too. */
export async function shownQuestions(
  moment: Moment,
  asked: readonly AskedQuestion[],
): Promise<QuestionShape[]> {
  const lately = await saidLatelyAt(moment);
  const ids = asked.map(({ match_id }) => match_id);
  const parts = await matchesByKey(moment.warehouse, { ids, lately });
  const shown = new Map(shownAs(parts, lately).map((one) => [one.id, one]));
  return asked.flatMap((one) => {
    const match = shown.get(one.match_id);
    return match === undefined ? [] : [shownQuestion(one, match)];
  });
}

function trustOf({ ties_out, accounts, problems }: ReviewedWeek['trust']): Review['trust'] {
  return {
    ties_out,
    accounts: accounts.map(({ cash_difference, ...one }) => ({
      ...one,
      cash_difference: cash_difference === null ? null : asNumber(parseDecimal(cash_difference)),
    })),
    problems: problems.map(({ kind, text, account }) => ({ kind, text, link: linkOf(kind, account) })),
  };
}

function linkOf(kind: string, account: string | null): string {
  if (kind !== 'pending') return `${PAGES}/overview`;
  const of = account === null ? '' : `&account=${encodeURIComponent(account)}`;
  return `${PAGES}/matches?match_type=pending${of}`;
}

function moneyOf(
  {
    actual_pnl: human,
    algorithm_hypothetical_pnl: mid,
    algorithm_pnl_low: low,
    algorithm_pnl_high: high,
    pnl_delta,
    currency,
  }: Awaited<ReturnType<typeof weekDetail>>['performance'],
  sentence: string,
): Review['money'] {
  const less = (other: number | null) =>
    human === null || other === null ? null : Math.round((human - other) * 100) / 100;
  return {
    ...{ human, algorithm_low: low, algorithm_mid: mid, algorithm_high: high },
    ...{ difference_low: less(high), difference_mid: pnl_delta, difference_high: less(low) },
    ...{ open_marks: null, currency, sentence },
  };
}

/** The one that is asked about; none is open any more: one of the week that was decided. */
function candidateOf(
  all: readonly Candidate[],
  asked: string | null,
  ofWeek: readonly Candidate[],
): Candidate | null {
  const open = all.find(({ candidate_id }) => candidate_id === asked);
  return open ?? ofWeek.find(({ decision }) => decision !== null) ?? null;
}
