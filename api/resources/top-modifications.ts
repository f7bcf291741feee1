import { z } from '@hono/zod-openapi';
import { modifiedFields, modifyCount, type ModifiedField } from '../../store/pages/modifications.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { countedIn, periodOf } from '../shapes/period.js';

const count = z.int().min(0);
const DIRECTIONS = ['longer', 'shorter', 'higher', 'lower', 'larger', 'smaller'] as const;
const change = z
  .object({
    count,
    avg_change: z.number(),
    median_change: z.number(),
    direction: z.enum(DIRECTIONS).nullable(),
  })
  .openapi('Change');
const changed = z.union([change, z.null()]);

export const topModifications = read({
  path: `${LOOP}/analytics/top-modifications`,
  scope: 'read',
  summary: 'What of the advice is changed, how often and which way',
  inPath: z.object({}),
  parameters: z.object(periodOf(90)),
  answer: z.object({
    period_days: z.int(),
    total_modifications: count,
    dte_modifications: changed,
    strike_modifications: changed,
    premium_modifications: changed,
    quantity_modifications: changed,
    by_symbol: z.array(
      z.object({
        symbol: z.string(),
        field: z.enum(['strike', 'expiration', 'premium', 'quantity']),
        count,
        median_change: z.number().nullable(),
      }),
    ),
    recommendations: z.array(z.string()),
    as_of: asOf,
  }),
  problems: [],
  async answerFrom(moment, { given }) {
    const counted = await countedIn(moment, given);
    const fields = counted === null ? [] : await modifiedFields(moment.warehouse, counted);
    const total = counted === null ? 0 : await modifyCount(moment.warehouse, counted);
    const of = (field: ModifiedField['field']) =>
      changeOf(fields.find((one) => one.underlying === null && one.field === field));
    return {
      period_days: given.days,
      total_modifications: total,
      dte_modifications: of('expiration'),
      strike_modifications: of('strike'),
      premium_modifications: of('premium'),
      quantity_modifications: of('quantity'),
      by_symbol: fields.flatMap(({ underlying, field, count: times, median }) =>
        underlying === null ? [] : [{ symbol: underlying, field, count: times, median_change: median }],
      ),
      recommendations: fields.flatMap((one) => (one.underlying === null ? sentenceOf(one, total) : [])),
      as_of: await asOfMoment(moment),
    };
  },
});

/** Which way a field was changed: more, less. */
const WAYS = {
  expiration: ['longer', 'shorter'],
  strike: ['higher', 'lower'],
  premium: ['higher', 'lower'],
  quantity: ['larger', 'smaller'],
} as const;

function changeOf(field: ModifiedField | undefined): z.input<typeof changed> {
  if (field === undefined || field.mean === null || field.median === null) return null;
  return {
    count: field.count,
    avg_change: field.mean,
    median_change: field.median,
    direction: directionOf(field),
  };
}

/** Null where neither way is the usual one. */
function directionOf({ field, median }: ModifiedField): z.input<typeof change>['direction'] {
  const [more, less] = WAYS[field];
  return median === null || median === 0 ? null : median > 0 ? more : less;
}

/** Of what is changed in half of the modifies or more; a premium alone is the market's doing. */
function sentenceOf(field: ModifiedField, total: number): string[] {
  const direction = directionOf(field);
  if (field.field === 'premium' || direction === null || field.count * 2 < total) return [];
  const size = Math.abs(field.median ?? 0);
  return [
    `${field.field} is changed in ${field.count} of ${total} modifies, most often ${direction}, by ${size} in the middle`,
  ];
}
