/** How a user says what the columns of a table are: a mapping, published as docs/mapping.schema.json. */
import { z } from 'zod';
import { parseDecimal } from '../../domain/number/decimal.js';
import { DATASETS, fieldsOf, type Dataset } from '../../domain/records/records.js';
import type { FieldKind } from '../../domain/records/record-fields.js';
import { isPart } from './part.js';
import { isTimeFormat, isZone } from './time-format.js';

const column = z
  .union([z.string().min(1), z.int().min(1)], { error: 'not the name of a column, nor its place from 1' })
  .meta({ id: 'column', description: 'The heading of a column, whatever its case, or its place from 1.' });
const columns = z.union([column, z.array(column).min(1)], {
  error: 'not the name of a column, nor a list of such',
});

const value = z
  .union([z.string().min(1, { error: 'to be filled in' }), z.number()], { error: 'not a text or a number' })
  .describe('The same for every row.');

/** What every source has; a source is a column or a value. */
function source<S extends z.ZodRawShape>(id: string, shape: S, description: string) {
  return z
    .strictObject({ column: columns.optional(), value: value.optional(), ...shape })
    .refine(
      (given: Partial<Record<'column' | 'value', unknown>>) =>
        (given.column === undefined) !== (given.value === undefined),
      {
        error: 'either a column or a value',
      },
    )
    .meta({ id, description });
}

const part = z
  .string()
  .refine(isPart, { error: 'not a text with one {} for the part and * for all else' })
  .describe('Which part of the text counts: of "Bought {} of * at *" what stands at {}.')
  .optional();
const minus = column.describe('A column to subtract, as of what is paid from what is received.').optional();
const assumed = z
  .literal(true)
  .describe('Nothing in the table says so: the report says that it is assumed.')
  .optional();

const textSource = source(
  'text',
  {
    part,
    minus,
    of_pair: z
      .enum(['base', 'quote'])
      .describe('Of a pair, as BTC/USDT or XXBTZEUR, what is traded or what it is paid in.')
      .optional(),
    of_amount: z
      .literal(true)
      .describe('The currency whose sign or code stands beside the number in the column.')
      .optional(),
    assumed,
    values: z
      .record(z.string(), z.string())
      .describe(
        'What the texts of the column mean, whatever their case; a key that ends in * is for all texts that begin so, an empty meaning is none. A text without meaning rejects the row.',
      )
      .optional(),
    signs: z
      .strictObject({ positive: z.string().min(1), negative: z.string().min(1) })
      .describe('What the sign of a number in the column means.')
      .optional(),
  },
  'A text: several columns are joined by a blank.',
);

const zoneName = z
  .string()
  .min(1, { error: 'to be filled in' })
  .refine(isZone, { error: 'no time zone of that name' });
const ofColumn = z.strictObject({ column });

const numberSource = source(
  'number',
  {
    part,
    minus,
    decimal: z
      .enum(['.', ','])
      .describe(
        'What stands before decimals, where a file writes 1.234 for a thousand or 1,234 for one and a bit.',
      )
      .optional(),
    prefix: z.string().min(1).describe('What stands before the number, as @ in @12.50.').optional(),
    coin: z
      .union([z.literal('behind'), ofColumn], { error: 'either "behind" or a column' })
      .describe(
        'Of fees: the currency or coin they are in, behind the number or in a column. In the trade’s money they are fees, in the coin traded they lessen what was bought, in another they are a fee of that one.',
      )
      .optional(),
    suffix: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .describe('What may stand behind the number, as BTC in 0.5BTC; * for any word.')
      .optional(),
    sign: z
      .enum(['absolute', 'negated', 'by_action'])
      .describe(
        'The number without its sign, with the other one, or, of an amount, below zero for what is bought and above it for what is sold.',
      )
      .optional(),
    times: z
      .string()
      .refine((text) => parseDecimal(text) !== undefined, { error: 'not a number' })
      .describe('A number to multiply by, as 0.01 for cents, or for the price of a contract of 100 shares.')
      .optional(),
  },
  'A number: several columns are added up. Currency signs, thousands, parentheses and trailing minus are understood.',
);

const timeFormat = z
  .string()
  .refine(isTimeFormat, { error: 'not a format of times, as MM/dd/yyyy HH:mm:ss' });
const format = z
  .union([timeFormat, z.array(timeFormat).min(1)], { error: 'not a format of times, as MM/dd/yyyy HH:mm:ss' })
  .describe(
    'iso (the default), unix_s, unix_ms, or made of yyyy yy MMM MM M dd d HH H hh h mm ss SSS a z; of several the first that fits.',
  )
  .optional();

const dateSource = source('day', { format }, 'A day.');
const timeSource = source(
  'time',
  {
    format,
    zone: z
      .union([zoneName, ofColumn])
      .describe(
        'Which clock it is of, as America/New_York, or the column that says so, unless the time does.',
      )
      .optional(),
    assumed: z
      .array(z.enum(['zone', 'format']))
      .min(1)
      .describe('What of it nothing in the table says: the report says that it is assumed.')
      .optional(),
    part,
    clock: z.literal('ignored').describe('The day alone counts, whatever clock stands beside it.').optional(),
  },
  'A time, or a day alone: several columns are joined by a blank.',
);

function sourceOf({ kind }: FieldKind) {
  switch (kind) {
    case 'decimal':
    case 'integer':
    case 'fraction':
      return numberSource;
    case 'time':
      return timeSource;
    case 'date':
      return dateSource;
    case 'text':
    case 'choice':
    case 'json':
      return textSource;
  }
}

const values = z.array(z.union([z.string(), z.number()])).min(1);
const condition = z
  .strictObject({
    column,
    is: values.describe('What the column must be.').optional(),
    is_not: values.describe('What the column must not be.').optional(),
    above: z.number().describe('What the number in the column must be above.').optional(),
  })
  .refine(({ is, is_not, above }) => [is, is_not, above].filter((one) => one !== undefined).length === 1, {
    error: 'either "is", "is_not" or "above"',
  })
  .meta({ id: 'condition', description: 'Texts are compared whatever their case, numbers as numbers.' });

/** What an account is said for beside the file, or else has a value of its own. */
const FILLED_OTHERWISE = new Set(['account', 'currency']);

function shapeOf(dataset: Dataset) {
  return Object.fromEntries(fieldsOf(dataset).map(({ name, field }) => [name, sourceOf(field).optional()]));
}

const cashShape = z.strictObject(shapeOf('cash_flows'));

function mappingOf<D extends Dataset>(dataset: D) {
  const fields = fieldsOf(dataset);
  const named = new Set(fields.map(({ name }) => name));
  const shape = shapeOf(dataset);
  return z
    .strictObject({
      $schema: z.string().optional(),
      dataset: z.literal(dataset),
      header: z
        .boolean()
        .describe('False where the first line is a row already; columns are then named by their place.')
        .optional(),
      where: z.array(condition).describe('Which rows count; the others are ignored.').optional(),
      carry: z
        .array(column)
        .min(1)
        .describe('Columns in which nothing means the same as in the row above.')
        .optional(),
      ...(named.has('underlying') && named.has('strike')
        ? {
            instrument: z
              .strictObject({ column: columns })
              .describe(
                'Where an option is named by its symbol (OCC, or as a broker writes it) or in words; what is none of these is an underlying. Fields of the same name come before it.',
              )
              .optional(),
          }
        : {}),
      ...(dataset === 'executions'
        ? {
            ends: z
              .strictObject({
                column,
                values: z.record(z.string().min(1), z.enum(['expire', 'assign', 'exercise'])),
              })
              .describe('Codes that, in the row of an option, say that it is no trade but its end.')
              .optional(),
            also: z
              .array(z.strictObject({ fields: z.strictObject(shape) }))
              .min(1)
              .describe(
                'Further executions of each row, by the fields that differ: how a position was closed.',
              )
              .optional(),
            cash_flows: z
              .strictObject({ where: z.array(condition).min(1), fields: cashShape })
              .describe('Which rows are cash and no trades, and where the fields of cash flows come from.')
              .optional(),
          }
        : {}),
      fields: z.strictObject(shape).describe('Where each field of the record comes from.'),
    })
    .superRefine((given, context) => {
      const sources: Record<string, unknown> = given.fields;
      const byInstrument = 'instrument' in given && given.instrument !== undefined;
      for (const { name, required } of fields) {
        if (!required || sources[name] !== undefined || FILLED_OTHERWISE.has(name)) continue;
        if (byInstrument && ['underlying', 'right', 'strike', 'expiration'].includes(name)) continue;
        context.addIssue({ code: 'custom', path: ['fields', name], message: `missing: ${dataset} need it` });
      }
    });
}

export const mappingSchema = z
  .discriminatedUnion(
    'dataset',
    [
      mappingOf('executions'),
      mappingOf('cash_flows'),
      mappingOf('recommendations'),
      mappingOf('bars'),
      mappingOf('quotes'),
      mappingOf('market_events'),
    ],
    { error: `not one of ${DATASETS.join(', ')}` },
  )
  .describe('How the columns of a table become canonical records (docs/mapping.md).');

export type Column = z.infer<typeof column>;
export type TextSource = z.infer<typeof textSource>;
export type NumberSource = z.infer<typeof numberSource>;
export type TimeSource = z.infer<typeof timeSource>;
export type Source = TextSource | NumberSource | TimeSource;
export type Condition = z.infer<typeof condition>;

export type TableMapping = {
  $schema?: string | undefined;
  dataset: Dataset;
  header?: boolean | undefined;
  where?: Condition[] | undefined;
  carry?: Column[] | undefined;
  instrument?: { column: Column | Column[] } | undefined;
  ends?: { column: Column; values: Record<string, string> } | undefined;
  also?: { fields: Record<string, Source | undefined> }[] | undefined;
  cash_flows?: { where: Condition[]; fields: Record<string, Source | undefined> } | undefined;
  fields: Record<string, Source | undefined>;
};

/** The columns of a source, condition or instrument, in their order. */
export function columnsIn({ column }: { column?: Column | Column[] | undefined }): Column[] {
  if (column === undefined) return [];
  return Array.isArray(column) ? column : [column];
}

/** A mapping from JSON text; or what is wrong with it, where: `fields.price.colum: not known`. */
export function parseMapping(
  text: string,
): { ok: true; mapping: TableMapping } | { ok: false; problem: string } {
  let told: unknown;
  try {
    told = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return { ok: false, problem: `not JSON: ${(error as Error).message}` };
  }
  const parsed = mappingSchema.safeParse(told);
  if (parsed.success) return { ok: true, mapping: parsed.data as TableMapping };
  return { ok: false, problem: parsed.error.issues.map(issueText).join('; ') };
}

function issueText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const places = issue.keys.map((key) => [...issue.path, key].join('.'));
    return `${places.join(', ')}: not known`;
  }
  const place = issue.path.join('.');
  return place === '' ? issue.message : `${place}: ${issue.message}`;
}
