import { z } from '@hono/zod-openapi';
import { madeThrough } from '../../store/inputs/description.js';
import { kept } from '../kept.js';
import { knownThroughAt } from '../known-through-at.js';
import type { Moment } from '../parts.js';
import { date } from './fields.js';

/** How far things are known, in every answer of derived rows. */
export const asOf = z
  .object({
    known_through: date.nullable(),
    reconciled_through: date.nullable(),
    outcomes_through: date.nullable(),
    generation: z.string(),
  })
  .openapi('AsOf');

/** Of an answer that is made from files too `beside` says which they are: its generation is of them as well. */
export async function asOfMoment(moment: Moment, beside = ''): Promise<z.input<typeof asOf>> {
  const found = await ofMoment(moment);
  return beside === '' ? found : { ...found, generation: `${found.generation}.${beside.slice(0, 16)}` };
}

function ofMoment(moment: Moment): Promise<z.input<typeof asOf>> {
  return kept(moment, 'as of', async () => {
    const { reconciled_through, outcomes_through } = await madeThrough(moment.warehouse);
    return {
      known_through: await knownThroughAt(moment),
      reconciled_through,
      outcomes_through,
      generation: moment.generation,
    };
  });
}
