import { z } from '@hono/zod-openapi';
import { ALPHA } from '../../domain/evidence/false-discovery.js';
import { lastPatternWeek } from '../../store/derived/patterns.js';
import { Problem } from '../problem.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { pattern, patternsOf } from '../shapes/pattern.js';
import { weekName } from '../shapes/week-name.js';

export const listPatterns = read({
  path: `${LOOP}/patterns`,
  scope: 'read',
  summary: 'The habits of a week, the surest first; without a week of the last that was looked at',
  inPath: z.object({}),
  parameters: z.object({
    week: weekName.optional(),
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
