import { z } from '@hono/zod-openapi';
import { askedAdvice, type AskedAdvice } from '../../domain/learning/serving/asked-advice.js';
import { InvalidInput, Stale } from '../../domain/errors.js';
import { checkRecord } from '../../domain/records/check-record.js';
import { fieldsOf } from '../../domain/records/records.js';
import { Problem, type Offence } from '../problem.js';
import { LOOP, route } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { model } from './models.js';

const prediction = z.object({
  recommendation_id: z.string(),
  model_id: z.string(),
  spec_id: z.string(),
  features: z.record(z.string(), z.number()),
  missing: z.array(z.string()),
  p_win: z.number().min(0).max(1).nullable(),
  action: z.string(),
  vetoes: z.array(z.string()),
  final_action: z.string(),
});

export const predict = route({
  method: 'post',
  path: `${LOOP}/predictions`,
  scope: 'read',
  rate: 'read',
  summary:
    'What a model says of advice, by what was known before it came, as `learn predict`; nothing is kept. `left_out`: holds and waits, which ask for no decision',
  inPath: z.object({}),
  parameters: z.object({
    model: model.default('champion'),
    recommendations: z
      .array(z.unknown())
      .max(100)
      .openapi({ description: 'Canonical records, as docs/trade_record_format.md has them' }),
  }),
  answer: z.object({
    predictions: z.array(prediction),
    left_out: z.array(z.object({ recommendation_id: z.string(), action: z.string(), reason: z.string() })),
    as_of: asOf,
  }),
  problems: ['not-found', 'not-promotable'],
  async handle({ given: { model: id, recommendations }, at }) {
    const asked = adviceIn(recommendations);
    return at(async (moment) => {
      const { predictions, left_out } = await moment.reads.predict({ id, asked }).catch(ofTheModel);
      return {
        document: {
          predictions: predictions.map((one) => ({
            ...one,
            missing: [...one.missing],
            vetoes: [...one.vetoes],
          })),
          left_out: [...left_out],
          as_of: await asOfMoment(moment),
        },
      };
    });
  },
});

/** So many of the records that are none are named. */
const MOST_NAMED = 10;

/** Throws a Problem that names the place of each record that is none. */
function adviceIn(records: readonly unknown[]): AskedAdvice[] {
  const refused: Offence[] = [];
  const asked = records.flatMap((given, place) => {
    const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
    const checked = isObject
      ? checkRecord('recommendations', given as Record<string, unknown>)
      : ({ ok: false, reason: 'not a JSON object' } as const);
    if (checked.ok) return [askedAdvice(checked.record)];
    refused.push(offenceOf(place, checked));
    return [];
  });
  if (refused.length === 0) return asked;
  const errors = refused.slice(0, MOST_NAMED);
  const detail = errors.map(({ name, message }) => `${name}: ${message}`).join('; ');
  throw new Problem('invalid-parameter', detail, { errors });
}

const FIELDS: ReadonlySet<string> = new Set(fieldsOf('recommendations').map(({ name }) => name));

/** A reason that is about one field begins with its name. */
function offenceOf(place: number, { reason, detail }: { reason: string; detail?: string }): Offence {
  const [field = ''] = reason.split(' ', 1);
  const name = `recommendations[${place}]${FIELDS.has(field) ? `.${field}` : ''}`;
  return { in: 'body', name, message: detail === undefined ? reason : `${reason}: ${detail}` };
}

/** A model that says something else, or of features that are no more computed, is none to ask. */
function ofTheModel(error: unknown): never {
  if (!(error instanceof Stale || error instanceof InvalidInput)) throw error;
  const { message } = error;
  throw new Problem('invalid-parameter', message, { errors: [{ in: 'body', name: 'model', message }] });
}
