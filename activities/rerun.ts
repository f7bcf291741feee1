import { compare } from '../domain/compare.js';
import { nextSession, sessionOnOrAfter } from '../domain/time/calendar.js';
import { addDays, laterOf, type DateRange } from '../domain/time/dates.js';
import { factsHeeded } from '../store/derived/linked-inputs.js';
import { factsOf, matchFactsOf } from '../store/home/journal.js';
import type { Store } from '../store/open-store.js';
import type { Steps } from './steps.js';

/**
 * Runs the steps again that the journal knows and the warehouse does not: after a crash between the two, and on a
 * warehouse made anew. Which steps those were and when does not matter to what comes out, only the ranges do.
 */
export async function rerunSteps(
  { journal, warehouse }: Store,
  steps: Pick<Steps, 'reconcileRange' | 'trackOutcomes'>,
): Promise<void> {
  const done = joined(
    await warehouse.rows<DateRange>('SELECT from_date AS "from", to_date AS "to" FROM reconciled'),
  );
  const reconciled = joined(factsOf(journal, 'reconciled'));
  for (const range of reconciled)
    if (!done.some(({ from, to }) => from <= range.from && range.to <= to)) await steps.reconcileRange(range);
  const last = reconciled.at(-1);
  // What a person said and no match takes into account yet.
  if (last && (await factsHeeded(warehouse)) < matchFactsOf(journal).length) await steps.reconcileRange(last);

  const [outcomes] = await warehouse.rows<{ through: string | null }>(
    'SELECT max(through_date) AS through FROM outcomes_through',
  );
  const told = factsOf(journal, 'outcomes_through').map(({ through }) => through);
  if (told.length === 0) return;
  const through = told.reduce(laterOf);
  if ((outcomes?.through ?? '') < through) await steps.trackOutcomes({ through });
}

/** The same trading dates as ranges that neither overlap nor touch, in order. */
export function joined(ranges: readonly DateRange[]): DateRange[] {
  const result: DateRange[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => compare(a.from, b.from))) {
    const last = result.at(-1);
    if (last && sessionOnOrAfter(from) <= nextSession(last.to)) last.to = laterOf(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

/** What of a range lies in none of these, which are in order and do not overlap. */
export function without(range: DateRange, done: readonly DateRange[]): DateRange[] {
  const left: DateRange[] = [];
  let from = range.from;
  for (const other of done) {
    if (other.to < from || other.from > range.to) continue;
    if (from < other.from) left.push({ from, to: addDays(other.from, -1) });
    from = addDays(other.to, 1);
  }
  return from <= range.to ? [...left, { from, to: range.to }] : left;
}
