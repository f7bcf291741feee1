import { z } from '@hono/zod-openapi';
import { reviewMinutes } from '../../domain/metrics/review-minutes.js';
import { roundedOrNull } from '../../domain/number/rounded.js';
import { parseWeek, weekRange, type IsoWeek } from '../../domain/time/iso-week.js';
import { WEEK_REVIEWS } from '../../domain/week/week-review.js';
import { saidTimes } from '../../store/derived/said.js';
import { sidesOfWeek } from '../../store/derived/weeks.js';
import { tableRows, type Row } from '../../store/exports/table-rows.js';
import { messageText } from '../../store/home/messages.js';
import { weekReviewOf } from '../../store/home/week-reviews.js';
import { sidesByWeek } from '../../store/pages/week-sides.js';
import { kept } from '../kept.js';
import type { Moment } from '../parts.js';
import { Problem } from '../problem.js';
import { decision, decisionsAbout } from './candidate.js';
import { moneyOf, type WeekMoney } from './week-money.js';

/** What a person said of a revision of a week, and decided about the candidates that stood open by its end. */
export const weekReview = z.object({
  status: z.enum(WEEK_REVIEWS),
  notes: z.string().nullable(),
  reviewed_at: z.string().nullable(),
  minutes: z.number().nullable(),
  decisions: z.array(decision),
});

/** A revision of a week, by its row. */
export interface PublishedWeek {
  label: IsoWeek;
  revision: number;
  row: Row;
  /** Rows of all revisions, the first one first. */
  revisions: readonly Row[];
}

/** The latest revision unless one is named. Throws a Problem for a week that is not published, or has no such one. */
export async function publishedWeek(moment: Moment, label: IsoWeek, wanted?: number): Promise<PublishedWeek> {
  const parsed = parseWeek(label);
  if (parsed === undefined) throw new Problem('not-found', `there is no week ${label}`);
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
  return { label, revision: Number(row['revision']), row, revisions };
}

/** Its message, as it was sent or as it would be; empty while there is none. */
export async function textOfWeek({ home }: Moment, { label, revision }: PublishedWeek): Promise<string> {
  return (await messageText(home.messages, { subject: `${label}-r${revision}` })) ?? '';
}

/** What both sides came to, and their parts by currency. */
export async function moneyOfWeek(
  { warehouse }: Moment,
  { label, revision }: PublishedWeek,
): Promise<{ total: WeekMoney; parts: readonly WeekMoney[] }> {
  const sides = await sidesOfWeek(warehouse, { week: label, revision });
  const now = await sidesByWeek(warehouse, weekRange(label));
  return moneyOf(sides ?? NO_SIDES, now.get(label) ?? []);
}

const NO_SIDES = {
  ...{ pnl_human: null, pnl_algorithm_low: null, pnl_algorithm_mid: null, pnl_algorithm_high: null },
  currency: null,
};

export async function reviewOfWeek(moment: Moment, week: PublishedWeek): Promise<z.input<typeof weekReview>> {
  const { status, notes, reviewed_at } = weekReviewOf(moment.journal, {
    ...{ week: week.label, revision: week.revision },
  });
  return {
    ...{ status, notes, reviewed_at, minutes: await minutesIn(moment, week.label) },
    decisions: namedIn(week, 'candidates').flatMap((id) => decisionsAbout(moment.journal, id)),
  };
}

/** The ids of the habits that were found by its end, or of the candidates that stood open, in its order. */
export function namedIn({ row }: PublishedWeek, what: 'patterns' | 'candidates'): string[] {
  const named = (row[what] ?? []) as readonly { pattern_id?: string; candidate_id?: string }[];
  return named.flatMap(({ pattern_id, candidate_id }) => pattern_id ?? candidate_id ?? []);
}

/** How long a person worked in a week, whatever it was about. */
async function minutesIn(moment: Moment, week: IsoWeek): Promise<number | null> {
  const minutes = await kept(moment, 'minutes', () =>
    Promise.resolve(reviewMinutes(saidTimes(moment.journal))),
  );
  return roundedOrNull(minutes.get(week) ?? null);
}
