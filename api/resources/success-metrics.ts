import { z } from '@hono/zod-openapi';
import { tableRows, type Row } from '../../store/exports/table-rows.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { percent } from '../shapes/fields.js';
import { asPercent } from '../shapes/number.js';

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
  summary: 'Whether the loop gets anywhere, month by month, the oldest first',
  inPath: z.object({}),
  parameters: z.object({ months: z.int().min(1).max(60).default(6) }),
  answer: z.object({
    months: z.array(month),
    targets: z.object({ divergence_rate: z.number(), consent_rate: z.number(), review_minutes: z.number() }),
    as_of: asOf,
  }),
  problems: [],
  async answerFrom(moment, { given: { months } }) {
    const { rows } = await tableRows(moment, { table: 'metrics', limit: months });
    return { months: rows.map(shown).reverse(), targets: TARGETS, as_of: await asOfMoment(moment) };
  },
});

function shown(row: Row): z.input<typeof month> {
  const number = (name: string) => (typeof row[name] === 'number' ? row[name] : null);
  return {
    month: row['month'] as string,
    divergence_rate: asPercent(number('divergence_rate')),
    divergence_chosen: asPercent(number('divergence_chosen')),
    consent_rate: asPercent(number('consent_rate_active')),
    candidates_implemented: number('candidates_implemented') ?? 0,
    candidates_implemented_total: number('candidates_implemented_total') ?? 0,
    review_minutes: number('review_minutes'),
    sample_size: number('active') ?? 0,
    weeks: number('weeks') ?? 0,
  };
}
