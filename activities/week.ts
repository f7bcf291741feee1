import { InvalidInput } from '../domain/errors.js';
import { hashId } from '../domain/hash.js';
import { parseWeek, weekRange, type IsoWeek } from '../domain/iso-week.js';
import { summarizeWeek } from '../domain/week.js';
import { TREND_WEEKS, weekMessage } from '../domain/week-message.js';
import { appendFact, factsOf, type Journal } from '../store/journal.js';
import type { Warehouse } from '../store/warehouse.js';
import {
  counterfactualsOfWeek,
  fillsOfWeek,
  fromFact,
  insertWeek,
  lastReconciled,
  matchesOfWeek,
  toFact,
  weeksBefore,
  type PublishedSummary,
} from '../store/weeks.js';
import type { Notify } from './notify.js';
import type { Steps } from './steps.js';

/**
 * Sums up a week and publishes it, once: a further revision only where anything but `as_of` is new. What is published is journalled
 * first; a run that a crash cut short is completed by the next one.
 */
export function weekSteps({
  warehouse,
  journal,
  notify,
}: {
  warehouse: Warehouse;
  journal: Journal;
  notify: Notify;
}): Pick<Steps, 'aggregateWeek'> {
  return {
    async aggregateWeek({ week }) {
      const parsed = parseWeek(week);
      if (!parsed) throw new InvalidInput(`not an ISO week: ${JSON.stringify(week)}`);
      const known = lastPublished(journal, parsed);
      const made = await makeSummary(warehouse, week, (known?.revision ?? 0) + 1);
      const published = known?.input_hash !== made.input_hash;
      const summary = published ? made : known;
      if (published) await appendFact(journal, { fact: 'week_published', row: toFact(made) });
      await insertWeek(warehouse, summary);
      const earlier = await weeksBefore(warehouse, { ...parsed, limit: TREND_WEEKS });
      const message = weekMessage(summary, earlier);
      await notify({ week, revision: summary.revision, text: message });
      return { week, revision: summary.revision, published, message };
    },
  };
}

function lastPublished(
  journal: Journal,
  { year, week }: { year: number; week: number },
): PublishedSummary | undefined {
  const row = factsOf(journal, 'week_published')
    .map((fact) => fact.row)
    .findLast((published) => published.year === year && published.week === week);
  return row && fromFact(row);
}

async function makeSummary(warehouse: Warehouse, week: IsoWeek, revision: number): Promise<PublishedSummary> {
  const days = weekRange(week);
  const summary = summarizeWeek({
    week,
    matches: await matchesOfWeek(warehouse, days),
    executions: await fillsOfWeek(warehouse, days),
    counterfactuals: await counterfactualsOfWeek(warehouse, days),
  });
  const asOf = await lastReconciled(warehouse);
  const content = Object.entries(summary).map(([name, value]) => `${name}=${value}`);
  return { ...summary, revision, as_of: asOf, input_hash: hashId(...content) };
}
