import { z } from '@hono/zod-openapi';
import { ALPHA } from '../../domain/evidence/false-discovery.js';
import { parseWeek } from '../../domain/time/iso-week.js';
import { lastPatternWeek } from '../../store/derived/patterns.js';
import { Problem } from '../problem.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { pattern, patternsOf } from '../shapes/pattern.js';

export const listPatterns = read({
  path: `${LOOP}/patterns`,
  scope: 'read',
  summary: 'The habits of a week, the surest first; without a week of the last that was looked at',
  inPath: z.object({}),
  parameters: z.object({
    week: z
      .string()
      .regex(/^(19|2[01])\d{2}-W(0[1-9]|[1-4]\d|5[0-3])$/, 'not an ISO week like 2026-W02')
      .refine((week) => parseWeek(week) !== undefined, 'the year has no such week')
      .optional(),
    found: z.boolean().optional(),
  }),
  answer: z.object({
    week: z.string().nullable(),
    alpha: z.number(),
    hypotheses: z.int(),
    patterns: z.array(pattern),
    as_of: asOf,
  }),
  problems: ['not-found'],
  async answerFrom(moment, { given }) {
    const week = given.week ?? (await lastPatternWeek(moment.warehouse));
    const patterns = week === null ? [] : await patternsOf(moment, week);
    if (given.week !== undefined && patterns.length === 0)
      throw new Problem('not-found', `no patterns of ${given.week}: it was not looked at`);
    return {
      week,
      alpha: ALPHA,
      hypotheses: patterns.filter(({ kind }) => kind !== 'timing').length,
      patterns: patterns.filter(({ found }) => given.found === undefined || found === given.found),
      as_of: await asOfMoment(moment),
    };
  },
});
