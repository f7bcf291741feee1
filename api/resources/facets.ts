import { z } from '@hono/zod-openapi';
import { facetsOf } from '../../store/pages/facets.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { date } from '../shapes/fields.js';

export const facets = read({
  path: `${LOOP}/facets`,
  scope: 'read',
  summary: 'What matches can be looked for by',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: z.object({
    symbols: z.array(z.object({ symbol: z.string(), count: z.int() })),
    accounts: z.array(z.string()),
    match_types: z.record(z.string(), z.int()),
    reason_codes: z.array(z.string()),
    flags: z.array(z.string()),
    algorithm_versions: z.array(z.string()),
    first_date: date.nullable(),
    last_date: date.nullable(),
    as_of: asOf,
  }),
  problems: [],
  async answerFrom(moment) {
    const { types, reasons, versions, ...shown } = await facetsOf(moment.warehouse);
    return {
      ...shown,
      match_types: Object.fromEntries(types.map(({ match_type, count }) => [match_type, count])),
      reason_codes: reasons,
      algorithm_versions: versions,
      as_of: await asOfMoment(moment),
    };
  },
});
