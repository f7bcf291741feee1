import { z } from '@hono/zod-openapi';
import { wilson } from '../../domain/number/intervals.js';
import { formatWeek, weekRange, type IsoWeek } from '../../domain/time/iso-week.js';
import { toSecond } from '../../domain/time/to-second.js';
import { besideRange } from '../../domain/week/result-lines.js';
import { WEEK_REVIEWS } from '../../domain/week/week-review.js';
import type { Row } from '../../store/exports/table-rows.js';
import { countsBySymbol } from '../../store/pages/by-symbol.js';
import { modifiedFields } from '../../store/pages/modifications.js';
import { weekFigures } from '../../store/pages/week-figures.js';
import { strongTag } from '../etag.js';
import { checkIfMatch } from '../if-match.js';
import type { Moment } from '../parts.js';
import { LOOP, read, route } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { candidate, candidatesOf } from '../shapes/candidate.js';
import { amount, date, percent, prose } from '../shapes/fields.js';
import { asNumber, asPercent } from '../shapes/number.js';
import { pattern, patternsOf } from '../shapes/pattern.js';
import {
  moneyOfWeek,
  namedIn,
  publishedWeek,
  reviewOfWeek,
  textOfWeek,
  weekReview,
  type PublishedWeek,
} from '../shapes/published-week.js';
import { weekFiles } from '../shapes/week-files.js';
import { shownMoney, type WeekMoney } from '../shapes/week-money.js';

const count = z.int().min(0);

const amounts = z.object({
  actual_pnl: amount.nullable(),
  algorithm_hypothetical_pnl: amount.nullable(),
  algorithm_pnl_low: amount.nullable(),
  algorithm_pnl_high: amount.nullable(),
  pnl_delta: amount.nullable(),
  currency: z.string().nullable(),
});

const performance = amounts.extend({
  actual_trades: count,
  actual_win_rate: percent.nullable(),
  algorithm_win_rate: percent.nullable(),
  delta_explanation: z.string().nullable(),
  user_better_count: count,
  algorithm_better_count: count,
  neutral_count: count,
  undetermined_count: count,
  by_currency: z.array(amounts),
});

/** Of a week as of whichever revision is asked for, what is made from the rows as they are now. */
const OF_NOW = [
  'recommendations.by_type',
  ...['actual_win_rate', 'algorithm_win_rate', 'user_better_count', 'algorithm_better_count'].map(
    ofPerformance,
  ),
  ...['neutral_count', 'undetermined_count'].map(ofPerformance),
  ...['patterns', 'v4_candidates', 'symbol_insights'],
] as const;

function ofPerformance(name: string): string {
  return `performance.${name}`;
}

const modification = z.object({
  field: z.string(),
  count,
  median_diff: z.number().nullable(),
  by_underlying: z.array(z.object({ underlying: z.string(), count, median_diff: z.number().nullable() })),
});

const insight = z.object({
  recommendations: count,
  consent_rate: percent.nullable(),
  divergence_rate: percent.nullable(),
  top_modification: z.string().nullable(),
});

/** A week by its year and number. */
const weekPath = z.object({
  year: z.string().regex(/^(19|2[01])\d{2}$/),
  week: z.string().regex(/^(0?[1-9]|[1-4]\d|5[0-3])$/),
});

const answer = z.object({
  id: z.string(),
  year: z.int(),
  week: z.int(),
  week_label: z.string(),
  week_start: date,
  week_end: date,
  revision: z.int(),
  revisions: z.array(z.object({ revision: z.int(), as_of: date.nullable() })),
  recommendations: z.object({ total: count, by_type: z.record(z.string(), count) }),
  executions: z.object({ total: count }),
  match_breakdown: z.object({
    ...{ consent: count, modify: count, reject: count, independent: count, no_action: count, pending: count },
    ...{ excluded: count, consent_passive: count },
    ...{ consent_pct: percent.nullable(), modify_pct: percent.nullable(), reject_pct: percent.nullable() },
    consent_rate_active: percent.nullable(),
  }),
  performance,
  patterns: z.array(pattern),
  v4_candidates: z.array(candidate),
  symbol_insights: z.record(z.string(), insight),
  top_modifications: z.array(modification),
  text: z.string(),
  review: weekReview,
  of_now: z.array(z.string()),
  as_of: asOf,
});

type Week = z.input<typeof answer>;

export const oneWeek = read({
  path: `${LOOP}/weekly-summaries/{year}/{week}`,
  scope: 'read',
  tag: 'thing',
  summary:
    'A published week with its patterns and candidates; the latest revision unless one is named. `of_now` names what is not of that revision but of the rows as they are now: of patterns and candidates what is said of each',
  inPath: weekPath,
  parameters: z.object({ revision: z.int().min(1).max(1_000_000).optional() }),
  answer,
  problems: ['not-found'],
  answerFrom: (moment, { path, given }) => weekDetail(moment, path, given.revision),
});

export const reviewOneWeek = route({
  method: 'patch',
  path: `${LOOP}/weekly-summaries/{year}/{week}/review`,
  scope: 'decide',
  summary: 'Says that the latest revision of a week was looked at, or acted upon',
  inPath: weekPath,
  parameters: z.object({
    review_status: z.enum(WEEK_REVIEWS).optional(),
    review_notes: prose(4_000).optional(),
  }),
  answer: z.object({ status: z.literal('success'), message: z.string(), review: weekReview }),
  problems: ['not-found', 'changed'],
  handle: ({ path, given, request, bearer, parts, at, alone }) =>
    alone(`week ${Number(path.year)} ${Number(path.week)}`, async () => {
      const before = await at((moment) => weekDetail(moment, path, undefined));
      await checkIfMatch(request, before, () => before);
      const { status: was, notes } = before.review;
      await parts.facts.reviewWeek({
        ...{ week: before.id, revision: before.revision, notes: given.review_notes ?? notes },
        status: given.review_status ?? (was === 'pending' ? 'reviewed' : was),
        ...{ by: bearer?.name ?? '', at: toSecond(parts.clock()) },
      });
      const after = await at((moment) => weekDetail(moment, path, undefined));
      return {
        document: {
          status: 'success' as const,
          message: `${after.id} is ${after.review.status}`,
          review: after.review,
        },
        etag: strongTag(after),
      };
    }),
});

/** Throws a Problem for a week that is not published, or has no such revision. */
async function weekDetail(
  moment: Moment,
  path: z.infer<typeof weekPath>,
  wanted: number | undefined,
): Promise<Week> {
  // Before its message is read: one that is written meanwhile is of the generation that follows.
  const files = await weekFiles(moment.home);
  const found = await publishedWeek(
    moment,
    formatWeek({ year: Number(path.year), week: Number(path.week) }),
    wanted,
  );
  const { label, revision, row, revisions } = found;
  const { from, to } = weekRange(label);
  const figures = await weekFigures(moment.warehouse, { from, to });
  const candidates = namedIn(found, 'candidates');
  const money = await moneyOfWeek(moment, found);
  return {
    ...{ id: label, year: whole(row, 'year'), week: whole(row, 'week'), week_label: label },
    ...{ week_start: from, week_end: to, revision },
    revisions: revisions.map((one) => ({
      revision: Number(one['revision']),
      as_of: one['as_of'] as string | null,
    })),
    recommendations: {
      total: whole(row, 'recommendations'),
      by_type: Object.fromEntries(figures.actions.map(({ action, count: times }) => [action, times])),
    },
    executions: { total: whole(row, 'executions') },
    match_breakdown: breakdownOf(row),
    performance: performanceOf(row, figures, money),
    patterns: await foundPatterns(moment, found),
    v4_candidates: candidatesOf(moment.journal).filter(({ candidate_id }) =>
      candidates.includes(candidate_id),
    ),
    symbol_insights: await insightsOf(moment, label),
    top_modifications: (row['top_modifications'] ?? []) as z.input<typeof modification>[],
    text: await textOfWeek(moment, found),
    review: await reviewOfWeek(moment, found),
    of_now: [...OF_NOW, ...(money.parts.length > 1 ? ['performance.by_currency'] : [])],
    as_of: await asOfMoment(moment, files),
  };
}

/** Those that the week was published with; what is known of each by its end is of now. */
async function foundPatterns(moment: Moment, week: PublishedWeek): Promise<Week['patterns']> {
  const all = new Map((await patternsOf(moment, week.label)).map((one) => [one.pattern_id, one]));
  return namedIn(week, 'patterns').flatMap((id) => all.get(id) ?? []);
}

function breakdownOf(row: Row) {
  const [consent, modify, reject] = [whole(row, 'consent'), whole(row, 'modify'), whole(row, 'reject')];
  const sample = consent + modify + reject;
  const share = (part: number) => asPercent(wilson(part, sample).rate);
  return {
    ...{
      consent,
      modify,
      reject,
      independent: whole(row, 'independent'),
      no_action: whole(row, 'no_action'),
    },
    ...{ pending: whole(row, 'pending'), excluded: whole(row, 'excluded') },
    consent_passive: whole(row, 'consent_passive'),
    ...{ consent_pct: share(consent), modify_pct: share(modify), reject_pct: share(reject) },
    consent_rate_active: asPercent(number(row, 'consent_rate_active')),
  };
}

function performanceOf(
  row: Row,
  { verdicts, closings, won, judged: decisions, advised_won }: Awaited<ReturnType<typeof weekFigures>>,
  { total, parts }: Awaited<ReturnType<typeof moneyOfWeek>>,
): z.input<typeof performance> {
  const judged = (name: string) => verdicts.find(({ verdict }) => verdict === name)?.count ?? 0;
  const { human, low, high } = total;
  return {
    ...amountsOf(total),
    actual_trades: whole(row, 'executions'),
    actual_win_rate: closings === 0 ? null : asPercent(won / closings),
    algorithm_win_rate: decisions === 0 ? null : asPercent(advised_won / decisions),
    delta_explanation:
      low === null || high === null || human === null ? null : besideRange({ human, low, high }),
    user_better_count: judged('user_better'),
    algorithm_better_count: judged('algorithm_better'),
    neutral_count: judged('neutral'),
    undetermined_count: judged('undetermined'),
    by_currency: parts.map(amountsOf),
  };
}

function amountsOf(money: WeekMoney): z.input<typeof amounts> {
  return { ...shownMoney(money), algorithm_hypothetical_pnl: asNumber(money.mid) };
}

async function insightsOf(
  { warehouse }: Moment,
  week: IsoWeek,
): Promise<Record<string, z.input<typeof insight>>> {
  const counted = { ...weekRange(week), symbol: null, account: null };
  const fields = await modifiedFields(warehouse, counted);
  const rows = await countsBySymbol(warehouse, counted);
  return Object.fromEntries(
    rows.map(({ symbol, recommendations, consent, modify, reject }) => {
      const sample = consent + modify + reject;
      return [
        symbol,
        {
          recommendations,
          consent_rate: asPercent(wilson(consent, sample).rate),
          divergence_rate: asPercent(wilson(modify + reject, sample).rate),
          top_modification: fields.find(({ underlying }) => underlying === symbol)?.field ?? null,
        },
      ];
    }),
  );
}

function number(row: Row, name: string): number | null {
  const value = row[name];
  return typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : null;
}

function whole(row: Row, name: string): number {
  return number(row, name) ?? 0;
}
