import { z } from '@hono/zod-openapi';
import { formatWeek, weekRange, type IsoWeek } from '../../domain/time/iso-week.js';
import { WEEK_REVIEWS } from '../../domain/week/week-review.js';
import type { Facts } from '../../store/home/journal.js';
import { weekReviewOf } from '../../store/home/week-reviews.js';
import type { Reader } from '../../store/duckdb/warehouse.js';
import { weekPage, type ShownWeek } from '../../store/pages/week-page.js';
import { sidesByWeek, type CurrencySides } from '../../store/pages/week-sides.js';
import { cursorOf, placeIn } from '../cursor.js';
import { JOURNAL, LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { amount, percent, text } from '../shapes/fields.js';
import { asNumber, asPercent } from '../shapes/number.js';
import { moneyOf, shownMoney, type WeekMoney } from '../shapes/week-money.js';

const count = z.int().min(0);

/** How many matches of a week are of each type; together with the excluded ones they are all. */
const breakdown = z.object({
  consent: count,
  modify: count,
  reject: count,
  independent: count,
  no_action: count,
  pending: count,
  excluded: count,
});

const amounts = z.object({
  actual_pnl: amount.nullable(),
  algorithm_pnl: amount.nullable(),
  algorithm_pnl_low: amount.nullable(),
  algorithm_pnl_high: amount.nullable(),
  pnl_delta: amount.nullable(),
  currency: z.string().nullable(),
});

const summary = z
  .object({
    id: z.string().openapi({ example: '2026-W02' }),
    year: z.int(),
    week: z.int(),
    week_label: z.string(),
    date_range: z.string().openapi({ example: '2026-01-05 to 2026-01-11' }),
    revision: z.int(),
    revised: z.boolean(),
    total_recommendations: count,
    total_executions: count,
    match_breakdown: breakdown,
    divergence_rate: percent.nullable(),
    divergence_rate_low: percent.nullable(),
    divergence_rate_high: percent.nullable(),
    consent_rate: percent.nullable(),
    ...amounts.shape,
    by_currency: z.array(amounts),
    patterns_count: count,
    v4_candidates_count: count,
    review_status: z.enum(WEEK_REVIEWS),
  })
  .openapi('WeeklySummary');

/** Year and week. */
const PLACE = z.tuple([z.int().min(0).max(9_999), z.int().min(0).max(53)]);

export const listWeeks = read({
  path: `${LOOP}/weekly-summaries`,
  also: [`${JOURNAL}/weekly-summaries`],
  scope: 'read',
  summary: 'Published weeks, the newest first',
  inPath: z.object({}),
  parameters: z.object({
    year: z.int().min(1_900).max(2_200).optional(),
    limit: z.int().min(1).max(104).default(10),
    cursor: text(1_000).optional(),
  }),
  answer: z.object({ summaries: z.array(summary), next_cursor: z.string().nullable(), as_of: asOf }),
  problems: ['cursor-mismatch'],
  async answerFrom(moment, { given }) {
    const { year = null, limit, cursor } = given;
    const list = { list: 'weekly-summaries', year };
    const before = cursor === undefined ? null : placeIn(cursor, list, PLACE);
    const weeks = await weekPage(moment.warehouse, { year, before, limit: limit + 1 });
    const page = weeks.slice(0, limit);
    const last = weeks.length > limit ? page.at(-1) : undefined;
    const sides = await sidesOf(moment.warehouse, page);
    return {
      summaries: page.map((week) =>
        shown(week, { journal: moment.journal, money: moneyOf(week, sides.get(formatWeek(week)) ?? []) }),
      ),
      next_cursor: last === undefined ? null : cursorOf([last.year, last.week], list),
      as_of: await asOfMoment(moment),
    };
  },
});

async function sidesOf(
  warehouse: Reader,
  page: readonly ShownWeek[],
): Promise<Map<IsoWeek, CurrencySides[]>> {
  const [newest, oldest] = [page[0], page.at(-1)];
  if (newest === undefined || oldest === undefined) return new Map();
  const { from } = weekRange(formatWeek(oldest));
  return sidesByWeek(warehouse, { from, to: weekRange(formatWeek(newest)).to });
}

function shown(
  week: ShownWeek,
  { journal, money: { total, parts } }: { journal: Facts; money: ReturnType<typeof moneyOf> },
): z.input<typeof summary> {
  const label = formatWeek(week);
  const { status, revised } = weekReviewOf(journal, { week: label, revision: week.revision });
  const { from, to } = weekRange(label);
  const { consent, modify, reject, independent, no_action, pending, excluded } = week;
  return {
    id: label,
    year: week.year,
    week: week.week,
    week_label: label,
    date_range: `${from} to ${to}`,
    revision: week.revision,
    revised,
    total_recommendations: week.recommendations,
    total_executions: week.executions,
    match_breakdown: { consent, modify, reject, independent, no_action, pending, excluded },
    divergence_rate: asPercent(week.divergence_rate),
    divergence_rate_low: asPercent(week.divergence_rate_low),
    divergence_rate_high: asPercent(week.divergence_rate_high),
    consent_rate: asPercent(week.consent_rate),
    ...amountsOf(total),
    by_currency: parts.map(amountsOf),
    patterns_count: week.patterns,
    v4_candidates_count: week.candidates,
    review_status: status,
  };
}

function amountsOf(money: WeekMoney): z.input<typeof amounts> {
  return { ...shownMoney(money), algorithm_pnl: asNumber(money.mid) };
}
