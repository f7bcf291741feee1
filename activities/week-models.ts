import { knownAt } from '../domain/learning/features/known-times.js';
import { goesBack } from '../domain/learning/models/registry.js';
import { inForce } from '../domain/learning/models/tenures.js';
import { newYorkDay } from '../domain/time/calendar.js';
import type { DateRange } from '../domain/time/dates.js';
import type { WeekModels } from '../domain/week/model-line.js';
import { judgementBy, verdictsOf } from '../store/derived/model-evaluations.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Home } from '../store/home/home.js';
import { readRegistry } from '../store/home/model-registry.js';

/** The models as they stood at the end of a week, by what was known to the store then. */
export async function weekModels(
  { warehouse, home }: { warehouse: Reader; home: Home },
  { from, to }: DateRange,
): Promise<WeekModels> {
  const lines = await readRegistry(home);
  const end = knownAt(to);
  const tenures = inForce(lines).filter((one) => one.from <= end && end <= one.to);
  const [champion, shadow] = (['champion', 'shadow'] as const).map((alias) =>
    tenures.find((one) => one.alias === alias),
  );
  const looked = champion ?? shadow;
  const changes = lines.filter(({ alias, as_of }) => {
    const day = as_of === null ? null : newYorkDay(as_of);
    return alias === 'champion' && day !== null && day >= from && day <= to;
  });
  const judged = changes.flatMap(({ evaluation_id }) => (evaluation_id === null ? [] : [evaluation_id]));
  const verdicts = await verdictsOf(warehouse, judged);
  return {
    champion:
      champion === undefined
        ? null
        : { model_id: champion.model_id, since: newYorkDay(new Date(champion.from - 1).toISOString()) },
    judged:
      looked === undefined ? null : await judgementBy(warehouse, { model_id: looked.model_id, through: to }),
    changes: changes.map((line) => {
      const { model_id, by, reason, evaluation_id } = line;
      const verdict = evaluation_id === null ? null : (verdicts.get(evaluation_id) ?? null);
      return { model_id, by, reason, is_back: goesBack(line), verdict };
    }),
  };
}
