import { z } from '@hono/zod-openapi';
import { addDays, type DateRange, type IsoDate } from '../../domain/time/dates.js';
import { datesOf } from '../../store/inputs/description.js';
import { changedByDay, dayCounts, matchDigests } from '../../store/pages/day-counts.js';
import type { Moment } from '../parts.js';
import { waitMs } from '../prefer.js';
import { Problem } from '../problem.js';
import { LOOP, route, type Answered, type Asked } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { day, dayOf, daysNow, emptyDay, knownPart, whyNot, type Day } from '../shapes/day.js';
import { date } from '../shapes/fields.js';
import { reportOf, run, shownRun, underWay, type RunShape } from '../shapes/run.js';

const oneDay = z.object({ status: z.literal('success'), message: z.string(), result: day, as_of: asOf });
const someDays = z.object({
  status: z.literal('success'),
  message: z.string(),
  total_matches_saved: z.int(),
  days_reconciled: z.int(),
  results: z.array(day),
  as_of: asOf,
});
type Answer = z.input<typeof oneDay> | z.input<typeof someDays>;

const parameters = z.object({
  target_date: date.optional(),
  days_back: z.int().min(0).max(3_660).optional(),
  from: date.optional(),
  to: date.optional(),
});
type Given = z.infer<typeof parameters>;

const problems = ['not-running', 'refused'] as const;

export const reconcile = route({
  method: 'post',
  path: `${LOOP}/reconcile`,
  scope: 'decide',
  runs: true,
  summary: 'Matches advice and trades: of a day, of days, or without either all that is new or changed',
  inPath: z.object({}),
  parameters,
  answer: z.union([oneDay, someDays]),
  problems,
  async handle(asked) {
    const way = wayOf(asked.given);
    switch (way.kind) {
      case 'day':
        return ofDay(asked, way.date);
      case 'all':
        return ofAll(asked);
      case 'back':
        return ofRange(asked, (moment) => backFrom(moment, way.days));
      case 'range':
        return ofRange(asked, () => Promise.resolve(way.range));
    }
  },
});

export const reconcileDay = route({
  method: 'post',
  path: `${LOOP}/v2/reconcile`,
  scope: 'decide',
  runs: true,
  summary: 'Matches advice and trades of a day',
  inPath: z.object({}),
  parameters: z.object({ target_date: date }),
  answer: oneDay,
  problems,
  handle: (asked) => ofDay(asked, asked.given.target_date),
});

export const reconcileState = route({
  method: 'get',
  path: `${LOOP}/reconcile`,
  scope: 'read',
  summary: 'Whether a reconciliation is under way, and the last one',
  inPath: z.object({}),
  parameters: z.object({}),
  answer: z.object({
    status: z.enum(['idle', 'running']),
    run_id: z.string().nullable(),
    last: z.union([run, z.null()]),
    as_of: asOf,
  }),
  problems: ['not-running'],
  async handle({ at, parts }) {
    const of = { step: 'reconcile', limit: 1, after: null };
    const { runs: running } = await parts.commands.runs({ ...of, status: 'running' });
    const { runs: last } = await parts.commands.runs({ ...of, status: undefined });
    return at(async (moment) => ({
      document: {
        status: running.length > 0 ? ('running' as const) : ('idle' as const),
        run_id: running[0]?.run_id ?? null,
        last: last[0] === undefined ? null : shownRun(last[0]),
        as_of: await asOfMoment(moment),
      },
    }));
  },
});

type Way =
  | { kind: 'day'; date: IsoDate }
  | { kind: 'back'; days: number }
  | { kind: 'range'; range: DateRange }
  | { kind: 'all' };

/** What was asked for. Throws a Problem on ways that contradict each other, and on a range that is none. */
function wayOf({ target_date, days_back, from, to }: Given): Way {
  const ways = [target_date !== undefined, days_back !== undefined, from !== undefined || to !== undefined];
  if (ways.filter(Boolean).length > 1)
    throw wrong('target_date', 'give target_date, or days_back, or from and to');
  if (target_date !== undefined) return { kind: 'day', date: target_date };
  if (days_back !== undefined) return { kind: 'back', days: days_back };
  if (from === undefined && to === undefined) return { kind: 'all' };
  if (from === undefined || to === undefined)
    throw wrong(from === undefined ? 'from' : 'to', 'from and to go together');
  if (from > to) throw wrong('to', 'the range ends before it begins');
  return { kind: 'range', range: { from, to } };
}

function wrong(name: string, message: string): Problem {
  return new Problem('invalid-parameter', message, { errors: [{ in: 'query', name, message }] });
}

type Done = Pick<Asked<unknown, unknown>, 'at' | 'parts' | 'request'>;

async function ofDay(
  { at, parts, request }: Done,
  of: IsoDate,
): Promise<Answered<z.input<typeof oneDay> | RunShape>> {
  const range = { from: of, to: of };
  const { why, before } = await at(async (moment) => ({
    why: await whyNot(moment, of),
    before: await matchDigests(moment.warehouse, range),
  }));
  if (why === undefined) {
    const done = await parts.commands.ask({ step: 'reconcile', input: range }, waitMs(request));
    if (done.status === 'running') return underWay(done);
    reportOf(done);
  }
  return at(async (moment) => {
    const changed = await changedByDay(before, await matchDigests(moment.warehouse, range));
    const days = why === undefined ? await daysNow(moment, range, (one) => changed.get(one) ?? 0) : [];
    const result = days[0] ?? emptyDay(of, why ?? 'no trading on this day');
    return oneDocument(moment, result, why ?? `reconciled ${of}`);
  });
}

/** The counts are of the whole run: of all that is imported. */
async function ofAll({ at, parts, request }: Done): Promise<Answered<Answer | RunShape>> {
  const found = await at(async ({ warehouse }) => {
    const { first_date, last_date } = await datesOf(warehouse);
    if (first_date === null || last_date === null) return undefined;
    const range = { from: first_date, to: last_date };
    return { range, before: await matchDigests(warehouse, range) };
  });
  if (found === undefined)
    return at((moment) => oneDocument(moment, emptyDay(null, 'nothing is imported'), 'nothing to do'));
  const { range, before } = found;
  const done = await parts.commands.ask({ step: 'reconcile', input: {} }, waitMs(request));
  if (done.status === 'running') return underWay(done);
  reportOf(done);
  return at(async (moment) => {
    const changed = await changedByDay(before, await matchDigests(moment.warehouse, range));
    const total = [...changed.values()].reduce((sum, n) => sum + n, 0);
    const result = dayOf(await dayCounts(moment.warehouse, range), { date: null, changed: total });
    return oneDocument(moment, result, `reconciled ${range.from} to ${range.to}`);
  });
}

async function ofRange(
  { at, parts, request }: Done,
  rangeOf: (moment: Moment) => Promise<DateRange | undefined>,
): Promise<Answered<Answer | RunShape>> {
  const asked = await at(async (moment) => {
    const wanted = await rangeOf(moment);
    const range = wanted && (await knownPart(moment, wanted));
    return range && { range, before: await matchDigests(moment.warehouse, range) };
  });
  if (asked === undefined)
    return at(async (moment) => ({
      document: await someDocument(moment, [], 'nothing is known of these days'),
    }));
  const { range, before } = asked;
  const done = await parts.commands.ask({ step: 'reconcile', input: range }, waitMs(request));
  if (done.status === 'running') return underWay(done);
  reportOf(done);
  return at(async (moment) => {
    const changed = await changedByDay(before, await matchDigests(moment.warehouse, range));
    const days = await daysNow(moment, range, (one) => changed.get(one) ?? 0);
    return { document: await someDocument(moment, days, `reconciled ${range.from} to ${range.to}`) };
  });
}

/** So many calendar days before the last advice or trade, and that day; undefined where there is none. */
async function backFrom({ warehouse }: Moment, days: number): Promise<DateRange | undefined> {
  const { last_activity } = await datesOf(warehouse);
  return last_activity === null ? undefined : { from: addDays(last_activity, -days), to: last_activity };
}

async function oneDocument(
  moment: Moment,
  result: Day,
  message: string,
): Promise<Answered<z.input<typeof oneDay>>> {
  return { document: { status: 'success', message, result, as_of: await asOfMoment(moment) } };
}

async function someDocument(
  moment: Moment,
  results: Day[],
  message: string,
): Promise<z.input<typeof someDays>> {
  return {
    status: 'success',
    message,
    total_matches_saved: results.reduce((sum, one) => sum + one.matches_saved, 0),
    days_reconciled: results.length,
    results,
    as_of: await asOfMoment(moment),
  };
}
