import { z } from '@hono/zod-openapi';
import { reviewMinutes } from '../../domain/metrics/review-minutes.js';
import { wilson } from '../../domain/number/intervals.js';
import { roundedOrNull } from '../../domain/number/rounded.js';
import { formatWeek, parseWeek, weekRange, type IsoWeek } from '../../domain/time/iso-week.js';
import { toSecond } from '../../domain/time/to-second.js';
import { besideRange } from '../../domain/week/result-lines.js';
import { WEEK_REVIEWS } from '../../domain/week/week-review.js';
import { saidTimes } from '../../store/derived/said.js';
import { tableRows, type Row } from '../../store/exports/table-rows.js';
import { countsBySymbol } from '../../store/pages/by-symbol.js';
import { modifiedFields } from '../../store/pages/modifications.js';
import { messageText } from '../../store/home/messages.js';
import { weekReviewOf } from '../../store/home/week-reviews.js';
import { weekFigures } from '../../store/pages/week-figures.js';
import { strongTag } from '../etag.js';
import { checkIfMatch } from '../if-match.js';
import { kept } from '../kept.js';
import type { Moment } from '../parts.js';
import { Problem } from '../problem.js';
import { LOOP, read, route } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { candidate, candidatesOf, decision, decisionsAbout } from '../shapes/candidate.js';
import { amount, date, percent, text } from '../shapes/fields.js';
import { asPercent } from '../shapes/number.js';
import { pattern, patternsOf } from '../shapes/pattern.js';

const count = z.int().min(0);

const performance = z.object({
  actual_pnl: amount.nullable(),
  actual_trades: count,
  actual_win_rate: percent.nullable(),
  algorithm_hypothetical_pnl: amount.nullable(),
  algorithm_pnl_low: amount.nullable(),
  algorithm_pnl_high: amount.nullable(),
  algorithm_win_rate: percent.nullable(),
  pnl_delta: amount.nullable(),
  delta_explanation: z.string().nullable(),
  user_better_count: count,
  algorithm_better_count: count,
  neutral_count: count,
  undetermined_count: count,
  currency: z.string().nullable(),
});

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
export const weekPath = z.object({
  year: z.string().regex(/^(19|2[01])\d{2}$/),
  week: z.string().regex(/^(0?[1-9]|[1-4]\d|5[0-3])$/),
});

export const weekReview = z.object({
  status: z.enum(WEEK_REVIEWS),
  notes: z.string().nullable(),
  reviewed_at: z.string().nullable(),
  minutes: z.number().nullable(),
  decisions: z.array(decision),
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
  as_of: asOf,
});

type Week = z.input<typeof answer>;

export const oneWeek = read({
  path: `${LOOP}/weekly-summaries/{year}/{week}`,
  scope: 'read',
  tag: 'thing',
  summary: 'A published week with its patterns and candidates; the latest revision unless one is named',
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
    review_notes: text(4_000).optional(),
  }),
  answer: z.object({ status: z.literal('success'), message: z.string(), review: weekReview }),
  problems: ['not-found', 'changed'],
  handle: ({ path, given, request, bearer, parts, at, alone }) =>
    alone(async () => {
      const before = await at((moment) => weekDetail(moment, path, undefined));
      checkIfMatch(request, before, before);
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

/** A week and its text. Throws a Problem for one that is not published, or has no such revision. */
export async function weekDetail(
  moment: Moment,
  path: z.infer<typeof weekPath>,
  wanted: number | undefined,
): Promise<Week> {
  const label = formatWeek({ year: Number(path.year), week: Number(path.week) });
  const parsed = parseWeek(label);
  if (parsed === undefined) throw new Problem('not-found', `the year ${path.year} has no such week`);
  const { rows } = await tableRows(moment, {
    table: 'weekly_summaries',
    where: [
      ['year', String(parsed.year)],
      ['week', String(parsed.week)],
    ],
  });
  const revisions = rows.toSorted((a, b) => Number(a['revision']) - Number(b['revision']));
  const row = wanted === undefined ? revisions.at(-1) : revisions.find(({ revision }) => revision === wanted);
  if (row === undefined) throw new Problem('not-found', `${label} is not published, or has no such revision`);
  const { from, to } = weekRange(label);
  const figures = await weekFigures(moment.warehouse, { from, to });
  const named = candidateIds(row);
  const { status, notes, reviewed_at } = weekReviewOf(moment.journal, {
    ...{ week: label, revision: Number(row['revision']) },
  });
  return {
    ...{ id: label, ...parsed, week_label: label, week_start: from, week_end: to },
    revision: Number(row['revision']),
    revisions: revisions.map(({ revision, as_of }) => ({
      revision: Number(revision),
      as_of: as_of as string | null,
    })),
    recommendations: {
      total: whole(row, 'recommendations'),
      by_type: Object.fromEntries(figures.actions.map(({ action, count: times }) => [action, times])),
    },
    executions: { total: whole(row, 'executions') },
    match_breakdown: breakdownOf(row),
    performance: performanceOf(row, figures),
    patterns: await patternsOf(moment, label),
    v4_candidates: candidatesOf(moment.journal).filter(({ candidate_id }) => named.includes(candidate_id)),
    symbol_insights: await insightsOf(moment, label),
    top_modifications: (row['top_modifications'] ?? []) as z.input<typeof modification>[],
    text:
      (await messageText(moment.home.messages, { subject: `${label}-r${Number(row['revision'])}` })) ?? '',
    review: {
      ...{ status, notes, reviewed_at, minutes: await minutesIn(moment, label) },
      decisions: named.flatMap((id) => decisionsAbout(moment.journal, id)),
    },
    as_of: await asOfMoment(moment),
  };
}

/** How long a person worked in a week, whatever it was about. */
async function minutesIn(moment: Moment, week: IsoWeek): Promise<number | null> {
  const minutes = await kept(moment, 'minutes', () =>
    Promise.resolve(reviewMinutes(saidTimes(moment.journal))),
  );
  return roundedOrNull(minutes.get(week) ?? null);
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
): z.input<typeof performance> {
  const [human, mid] = [number(row, 'pnl_human'), number(row, 'pnl_algorithm_mid')];
  const [low, high] = [number(row, 'pnl_algorithm_low'), number(row, 'pnl_algorithm_high')];
  const judged = (name: string) => verdicts.find(({ verdict }) => verdict === name)?.count ?? 0;
  return {
    actual_pnl: human,
    actual_trades: whole(row, 'executions'),
    actual_win_rate: closings === 0 ? null : asPercent(won / closings),
    algorithm_hypothetical_pnl: mid,
    algorithm_pnl_low: low,
    algorithm_pnl_high: high,
    algorithm_win_rate: decisions === 0 ? null : asPercent(advised_won / decisions),
    pnl_delta: human === null || mid === null ? null : Math.round((human - mid) * 100) / 100,
    delta_explanation:
      low === null || high === null || human === null ? null : besideRange({ human, low, high }),
    user_better_count: judged('user_better'),
    algorithm_better_count: judged('algorithm_better'),
    neutral_count: judged('neutral'),
    undetermined_count: judged('undetermined'),
    currency: (row['currency'] ?? null) as string | null,
  };
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

/** Those that stood open by the end of the week. */
function candidateIds(row: Row): string[] {
  return ((row['candidates'] ?? []) as readonly { candidate_id: string }[]).map(
    ({ candidate_id }) => candidate_id,
  );
}

function number(row: Row, name: string): number | null {
  const value = row[name];
  return typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : null;
}

function whole(row: Row, name: string): number {
  return number(row, name) ?? 0;
}
