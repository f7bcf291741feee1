import { z } from '@hono/zod-openapi';
import { PAGES } from '../../domain/access/pages.js';
import { parseDecimal } from '../../domain/number/decimal.js';
import type { IsoWeek } from '../../domain/time/iso-week.js';
import { NOT_REVIEWED } from '../../domain/week/week-review.js';
import { lastPublished } from '../../store/derived/weeks.js';
import { matchesByKey } from '../../store/pages/matches-by-key.js';
import { kept } from '../kept.js';
import type { AskedQuestion, Moment, ReviewedWeek } from '../parts.js';
import { readThen } from '../read-then.js';
import { LOOP } from '../route.js';
import { saidLatelyAt } from '../said-lately-at.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { candidate, candidatesOf } from '../shapes/candidate.js';
import { amount, date } from '../shapes/fields.js';
import { shownAs } from '../shapes/match-sides.js';
import { asNumber } from '../shapes/number.js';
import { pattern, patternsOf } from '../shapes/pattern.js';
import {
  moneyOfWeek,
  publishedWeek,
  reviewOfWeek,
  textOfWeek,
  weekReview,
} from '../shapes/published-week.js';
import { question, shownQuestion, type QuestionShape } from '../shapes/question.js';
import { weekFiles } from '../shapes/week-files.js';
import { less, type WeekMoney } from '../shapes/week-money.js';
import { weekName } from '../shapes/week-name.js';

const MOST_HABITS = 3;

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

const amounts = z.object({
  ...{ human: amount.nullable(), algorithm_low: amount.nullable(), algorithm_mid: amount.nullable() },
  ...{ algorithm_high: amount.nullable(), difference_low: amount.nullable() },
  ...{ difference_mid: amount.nullable(), difference_high: amount.nullable() },
  currency: z.string().nullable(),
});

const money = amounts.extend({
  open_marks: amount.nullable(),
  sentence: z.string(),
  by_currency: z.array(amounts),
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

export const reviewWeek = readThen({
  path: `${LOOP}/review`,
  scope: 'read',
  summary:
    'A published week as a person reviews it, without a week the latest. Its questions and its candidate stay the same; a question that is answered is `done`, a candidate has what was decided, and `left` counts what is open',
  inPath: z.object({}),
  parameters: z.object({ week: weekName.optional() }),
  answer,
  problems: ['not-found'],
  beside: weekFiles,
  async prepare(moment, { given, beside }) {
    const week = given.week ?? (await kept(moment, 'last published', () => lastPublished(moment.warehouse)));
    const found =
      week === null ? NOTHING : await kept(moment, `review ${week} ${beside}`, () => reviewOf(moment, week));
    const document = { ...found, as_of: await asOfMoment(moment, beside) };
    return () => Promise.resolve(document);
  },
});

const NOTHING: Omit<Review, 'as_of'> = {
  ...{ week: null, revision: null, text: '' },
  trust: { ties_out: true, accounts: [], problems: [] },
  ...{ next_week: [], questions: [], habits: [], candidate: null, left: { questions: 0, candidates: 0 } },
  money: {
    ...{ human: null, algorithm_low: null, algorithm_mid: null, algorithm_high: null, difference_low: null },
    ...{ difference_mid: null, difference_high: null, open_marks: null, currency: null, sentence: '' },
    by_currency: [],
  },
  review: { ...NOT_REVIEWED, minutes: null, decisions: [] },
};

/** Throws a Problem for a week that is not published. */
async function reviewOf(moment: Moment, label: IsoWeek): Promise<Omit<Review, 'as_of'>> {
  const week = await publishedWeek(moment, label);
  const found = await moment.reads.review({ week: label });
  const candidates = candidatesOf(moment.journal);
  const questions = await shownQuestions(moment, found.questions);
  const patterns = await patternsOf(moment, label);
  return {
    ...{ week: label, revision: week.revision, text: await textOfWeek(moment, week) },
    trust: trustOf(found.trust),
    next_week: [...found.next_week],
    questions,
    money: moneyShown(await moneyOfWeek(moment, week), found.sentence),
    habits: patterns.filter(({ confidence }) => confidence !== 'low').slice(0, MOST_HABITS),
    candidate: candidates.find(({ candidate_id }) => candidate_id === found.candidate_id) ?? null,
    review: await reviewOfWeek(moment, week),
    left: {
      questions: questions.filter(({ state }) => state === 'open').length,
      candidates: candidates.filter(({ status }) => status === 'open').length,
    },
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

function moneyShown(
  { total, parts }: Awaited<ReturnType<typeof moneyOfWeek>>,
  sentence: string,
): Review['money'] {
  return { ...amountsOf(total), open_marks: null, sentence, by_currency: parts.map(amountsOf) };
}

function amountsOf({ currency, human, low, mid, high }: WeekMoney): z.input<typeof amounts> {
  return {
    ...{ human: asNumber(human), algorithm_low: asNumber(low) },
    ...{ algorithm_mid: asNumber(mid), algorithm_high: asNumber(high) },
    difference_low: asNumber(less(human, high)),
    difference_mid: asNumber(less(human, mid)),
    difference_high: asNumber(less(human, low)),
    currency,
  };
}
