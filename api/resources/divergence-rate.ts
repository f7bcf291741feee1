import { z } from '@hono/zod-openapi';
import { wilson } from '../../domain/number/intervals.js';
import { epochOf } from '../../store/home/epoch.js';
import { divergenceByWeek, lastAdvisingVersion, type WeekCounts } from '../../store/pages/divergence.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { date, percent } from '../shapes/fields.js';
import { asPercent } from '../shapes/number.js';
import { countedIn, periodOf } from '../shapes/period.js';

const count = z.int().min(0);
const byType = {
  consent: count,
  modify: count,
  reject: count,
  independent: count,
  no_action: count,
  pending: count,
};

export const divergenceRate = read({
  path: `${LOOP}/analytics/divergence-rate`,
  scope: 'read',
  summary: 'How often advice was not followed, in a period and week by week',
  inPath: z.object({}),
  parameters: z.object(periodOf(30)),
  answer: z.object({
    period_days: z.int(),
    effective_start_date: date.nullable(),
    until: date.nullable(),
    epoch_start: date.nullable(),
    algorithm_version: z.string().nullable(),
    sample_size: count,
    total_recommendations: count,
    total_matches: count,
    ...byType,
    excluded: count,
    divergence_rate: percent.nullable(),
    divergence_rate_low: percent.nullable(),
    divergence_rate_high: percent.nullable(),
    consent_rate: percent.nullable(),
    consent_rate_active: percent.nullable(),
    by_week: z.array(z.object({ week: z.string(), ...byType, divergence_rate: percent.nullable() })),
    as_of: asOf,
  }),
  problems: [],
  async answerFrom(moment, { given }) {
    const counted = await countedIn(moment, given);
    const weeks = counted === null ? [] : await divergenceByWeek(moment.warehouse, counted);
    const total = (name: Exclude<keyof WeekCounts, 'week'>) =>
      weeks.reduce((sum, week) => sum + week[name], 0);
    const types = typesOf(total);
    const { consent, modify, reject } = types;
    const sample = consent + modify + reject;
    const diverged = wilson(modify + reject, sample);
    const active = consent - total('consent_passive');
    return {
      period_days: given.days,
      effective_start_date: counted?.from ?? null,
      until: counted?.to ?? null,
      epoch_start: given.respect_epoch ? epochOf(moment.journal).min_valid_date : null,
      algorithm_version: counted === null ? null : await lastAdvisingVersion(moment.warehouse, counted),
      sample_size: sample,
      total_recommendations: total('recommendations'),
      total_matches: Object.values(types).reduce((sum, n) => sum + n, 0) + total('excluded'),
      ...types,
      excluded: total('excluded'),
      divergence_rate: asPercent(diverged.rate),
      divergence_rate_low: asPercent(diverged.low),
      divergence_rate_high: asPercent(diverged.high),
      consent_rate: asPercent(wilson(consent, sample).rate),
      consent_rate_active: asPercent(wilson(active, active + modify + reject).rate),
      by_week: weeks.map((week) => ({
        week: week.week,
        ...typesOf((name) => week[name]),
        divergence_rate: asPercent(
          wilson(week.modify + week.reject, week.consent + week.modify + week.reject).rate,
        ),
      })),
      as_of: await asOfMoment(moment),
    };
  },
});

function typesOf(of: (name: keyof typeof byType) => number): Record<keyof typeof byType, number> {
  return {
    consent: of('consent'),
    modify: of('modify'),
    reject: of('reject'),
    independent: of('independent'),
    no_action: of('no_action'),
    pending: of('pending'),
  };
}
