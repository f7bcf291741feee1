import { z } from '@hono/zod-openapi';
import { datesOf } from '../../store/inputs/description.js';
import { knownThroughAt } from '../known-through-at.js';
import { waitMs } from '../prefer.js';
import { Problem } from '../problem.js';
import { LOOP, route } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { date } from '../shapes/fields.js';
import { reportOf, underWay } from '../shapes/run.js';

const count = z.int().min(0);

/** What the step reports. */
interface Report {
  through: string;
  units: number;
  units_changed: number;
  lots_open: number;
  outcomes: number;
  counterfactuals: number;
}

export const trackOutcomes = route({
  method: 'post',
  path: `${LOOP}/track-outcomes`,
  scope: 'decide',
  runs: true,
  summary: 'Computes lots, outcomes and what following the advice would have come to',
  inPath: z.object({}),
  parameters: z.object({ as_of_date: date.optional() }),
  answer: z.object({
    status: z.literal('success'),
    message: z.string(),
    result: z.object({
      date: date.nullable(),
      pending_checked: count,
      outcomes_tracked: count,
      units_changed: count,
      lots_open: count,
      counterfactuals: count,
    }),
    as_of: asOf,
  }),
  problems: ['not-running', 'refused'],
  async handle({ given: { as_of_date }, at, parts, request }) {
    const { isEmpty, known } = await at(async (moment) => ({
      isEmpty: (await datesOf(moment.warehouse)).first_date === null,
      known: await knownThroughAt(moment),
    }));
    if (as_of_date !== undefined && known !== null && as_of_date > known)
      throw new Problem('invalid-parameter', `no data after ${known}: import newer files first`, {
        errors: [{ in: 'query', name: 'as_of_date', message: `after ${known}`, value: as_of_date }],
      });
    if (isEmpty)
      return at(async (moment) => ({
        document: {
          status: 'success' as const,
          message: 'nothing is imported',
          result: NOTHING,
          as_of: await asOfMoment(moment),
        },
      }));
    const input = as_of_date === undefined ? {} : { through: as_of_date };
    const run = await parts.commands.ask({ step: 'outcomes', input }, waitMs(request));
    if (run.status === 'running') return underWay(run);
    const { through, units, units_changed, lots_open, outcomes, counterfactuals } = reportOf<Report>(run);
    return at(async (moment) => ({
      document: {
        status: 'success' as const,
        message: `outcomes computed through ${through}`,
        result: {
          ...{ date: through, pending_checked: units, outcomes_tracked: outcomes },
          ...{ units_changed, lots_open, counterfactuals },
        },
        as_of: await asOfMoment(moment),
      },
    }));
  },
});

const NOTHING = {
  ...{
    date: null,
    pending_checked: 0,
    outcomes_tracked: 0,
    units_changed: 0,
    lots_open: 0,
    counterfactuals: 0,
  },
};
