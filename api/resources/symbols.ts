import { z } from '@hono/zod-openapi';
import { wilson } from '../../domain/number/intervals.js';
import { countsBySymbol } from '../../store/pages/by-symbol.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { amount, percent } from '../shapes/fields.js';
import { asNumber, asPercent } from '../shapes/number.js';
import { countedIn, periodOf } from '../shapes/period.js';

const count = z.int().min(0);

export const symbolCounts = read({
  path: `${LOOP}/analytics/symbols`,
  scope: 'read',
  summary: 'What became of the advice on each underlying',
  inPath: z.object({}),
  parameters: z.object(periodOf(90)),
  answer: z.object({
    symbols: z.array(
      z.object({
        symbol: z.string(),
        recommendations: count,
        consent: count,
        modify: count,
        reject: count,
        independent: count,
        divergence_rate: percent.nullable(),
        consent_rate: percent.nullable(),
        pnl: amount.nullable(),
        currency: z.string().nullable(),
      }),
    ),
    as_of: asOf,
  }),
  problems: [],
  async answerFrom(moment, { given }) {
    const counted = await countedIn(moment, given);
    const rows = counted === null ? [] : await countsBySymbol(moment.warehouse, counted);
    return {
      symbols: rows.map(({ pnl, ...row }) => {
        const sample = row.consent + row.modify + row.reject;
        return {
          ...row,
          divergence_rate: asPercent(wilson(row.modify + row.reject, sample).rate),
          consent_rate: asPercent(wilson(row.consent, sample).rate),
          pnl: asNumber(pnl),
        };
      }),
      as_of: await asOfMoment(moment),
    };
  },
});
