import { z } from '@hono/zod-openapi';
import type { MonthMetrics } from '../../domain/metrics/month-metrics.js';
import { measuredMonths } from '../../store/pages/measured-months.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { percent } from '../shapes/fields.js';
import { asPercent } from '../shapes/number.js';
import { COUNTED, countedIn } from '../shapes/period.js';

const count = z.int().min(0);
const month = z.object({
  month: z.string().openapi({ example: '2026-01' }),
  divergence_rate: percent.nullable(),
  divergence_chosen: percent.nullable(),
  consent_rate: percent.nullable(),
  candidates_implemented: count,
  candidates_implemented_total: count,
  review_minutes: z.number().nullable(),
  sample_size: count,
  weeks: count,
});

/** What is aimed at after six months. */
const TARGETS = { divergence_rate: 20, consent_rate: 80, review_minutes: 5 } as const;

export const successMetrics = read({
  path: `${LOOP}/analytics/success-metrics`,
  scope: 'read',
  summary:
    'Whether the loop gets anywhere, by months with published weeks, the oldest first. Candidates and minutes are of the whole store; `divergence_chosen` is null where a symbol or an account is named',
  inPath: z.object({}),
  parameters: z.object({ months: z.int().min(1).max(60).default(6), ...COUNTED }),
  answer: z.object({
    months: z.array(month),
    targets: z.object({ divergence_rate: z.number(), consent_rate: z.number(), review_minutes: z.number() }),
    as_of: asOf,
  }),
  problems: [],
  async answerFrom(moment, { given }) {
    const counted = await countedIn(moment, given);
    const all = counted === null ? [] : await measuredMonths(moment.warehouse, counted);
    return {
      months: all.slice(-given.months).map(shown),
      targets: TARGETS,
      as_of: await asOfMoment(moment),
    };
  },
});

function shown(metrics: MonthMetrics): z.input<typeof month> {
  return {
    month: metrics.month,
    divergence_rate: asPercent(metrics.divergence_rate),
    divergence_chosen: asPercent(metrics.divergence_chosen),
    consent_rate: asPercent(metrics.consent_rate),
    candidates_implemented: metrics.candidates_implemented,
    candidates_implemented_total: metrics.candidates_implemented_total,
    review_minutes: metrics.review_minutes,
    sample_size: metrics.decided,
    weeks: metrics.weeks,
  };
}
