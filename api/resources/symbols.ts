import { z } from '@hono/zod-openapi';
import { groupBy } from '../../domain/group-by.js';
import { wilson } from '../../domain/number/intervals.js';
import { countsBySymbol, resultsBySymbol } from '../../store/pages/by-symbol.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { amount, percent } from '../shapes/fields.js';
import { asNumber, asPercent } from '../shapes/number.js';
import { countedIn, periodOf } from '../shapes/period.js';

const count = z.int().min(0);

/** Where nothing is closed, or in several currencies. */
const NONE = { pnl: null, currency: null };

const result = z.object({ pnl: amount.nullable(), currency: z.string().nullable() });

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
        ...result.shape,
        by_currency: z.array(result),
      }),
    ),
    as_of: asOf,
  }),
  problems: [],
  async answerFrom(moment, { given }) {
    const counted = await countedIn(moment, given);
    const rows = counted === null ? [] : await countsBySymbol(moment.warehouse, counted);
    const results = counted === null ? [] : await resultsBySymbol(moment.warehouse, counted);
    const bySymbol = groupBy(results, ({ symbol }) => symbol);
    return {
      symbols: rows.map((row) => {
        const sample = row.consent + row.modify + row.reject;
        const by_currency = (bySymbol.get(row.symbol) ?? []).map(({ currency, pnl }) => ({
          pnl: asNumber(pnl),
          currency,
        }));
        const [only, ...others] = by_currency;
        return {
          ...row,
          divergence_rate: asPercent(wilson(row.modify + row.reject, sample).rate),
          consent_rate: asPercent(wilson(row.consent, sample).rate),
          ...(only === undefined || others.length > 0 ? NONE : only),
          by_currency,
        };
      }),
      as_of: await asOfMoment(moment),
    };
  },
});
