import { z } from '@hono/zod-openapi';
import { LOG_WORTH_A_LOOK } from '../../domain/evidence/false-discovery.js';
import type { IsoWeek } from '../../domain/time/iso-week.js';
import { parseWeek } from '../../domain/time/iso-week.js';
import { tableRows, type Row } from '../../store/exports/table-rows.js';
import type { Moment } from '../parts.js';

/** A habit as it stands in a week. */
export const pattern = z
  .object({
    pattern_id: z.string(),
    description: z.string(),
    occurrences: z.int(),
    of: z.int(),
    avg_modification: z.number().nullable(),
    unit: z.string(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    share: z.number().nullable(),
    confidence: z.enum(['high', 'medium', 'low']),
    found: z.boolean(),
    first_found_week: z.string().nullable(),
    log_e: z.number(),
    kind: z.string(),
    action: z.string(),
    scope_kind: z.string(),
    scope: z.string(),
    underlyings: z.array(z.string()),
    cost: z.number().nullable(),
    cost_low: z.number().nullable(),
    cost_high: z.number().nullable(),
    cost_status: z.string(),
    decisions_until_known: z.int().nullable(),
  })
  .openapi('Pattern');

export type Pattern = z.input<typeof pattern>;

/** The habits of a week, the surest first. */
export async function patternsOf(moment: Moment, week: IsoWeek): Promise<Pattern[]> {
  const parsed = parseWeek(week);
  const { rows } = await tableRows(moment, {
    table: 'patterns',
    where: [
      ['year', String(parsed?.year)],
      ['week', String(parsed?.week)],
    ],
  });
  const found = rows.map(shown);
  return found.sort((a, b) => Number(b.found) - Number(a.found) || b.log_e - a.log_e);
}

function shown(row: Row): Pattern {
  const number = (name: string) => (typeof row[name] === 'number' ? row[name] : null);
  const word = (name: string) => (row[name] ?? '') as string;
  const log_e = number('log_e') ?? 0;
  const found = row['found'] === true;
  const parts = (row['underlyings'] ?? []) as readonly { underlying: string; in_pattern: boolean }[];
  return {
    pattern_id: word('pattern_id'),
    description: word('text'),
    occurrences: number('changed') ?? 0,
    of: number('answered') ?? 0,
    avg_modification: number('effect'),
    unit: word('unit'),
    low: number('effect_low'),
    high: number('effect_high'),
    share: number('share'),
    confidence: found ? 'high' : log_e >= LOG_WORTH_A_LOOK ? 'medium' : 'low',
    found,
    first_found_week: (row['first_found_week'] ?? null) as string | null,
    log_e,
    kind: word('kind'),
    action: word('action'),
    scope_kind: word('scope_kind'),
    scope: word('scope'),
    underlyings: parts.flatMap(({ underlying, in_pattern }) => (in_pattern ? [underlying] : [])),
    cost: number('cost'),
    cost_low: number('cost_low'),
    cost_high: number('cost_high'),
    cost_status: word('cost_status'),
    decisions_until_known: number('needed'),
  };
}
