import { compare } from '../domain/compare.js';
import type { GatePolicy } from '../domain/learning/gate/gate-policy.js';
import { watchFailure, type WatchFailure } from '../domain/learning/gate/model-watch.js';
import { rollback, servingAfter, type Serving } from '../domain/learning/models/registry.js';
import { knownAt } from '../domain/learning/features/known-times.js';
import { forwardIn, FORWARD_FILE } from '../domain/learning/training/model-texts.js';
import { newYorkDay } from '../domain/time/calendar.js';
import { watchedScenarios } from '../store/derived/predictions.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { readModel } from '../store/home/model-folders.js';
import { appendChange, readRegistry } from '../store/home/model-registry.js';
import type { Store } from '../store/open-store.js';

const WHY: Readonly<Record<WatchFailure['rule'], (before: string) => string>> = {
  surprise: () => 'labels surprise it more than chances as sure as its own allow',
  evidence_against: (before) => `it is proven worse than ${before}`,
  drawdown: (before) => `what it comes to has fallen farther than luck and ${before} make likely`,
};

/**
 * Rolls the champion back by its watch, without a person: the model before it serves again. A first one is watched
 * beside the base rate, and no model serves then. One that has served before is not watched a second time.
 */
export async function watchChampion(
  { warehouse, home }: Pick<Store, 'warehouse' | 'home'>,
  { policy, asOf, at }: { policy: GatePolicy; asOf: string; at: string },
): Promise<void> {
  const lines = await readRegistry(home);
  const { champion, previous } = servingAfter(lines);
  if (champion === null) return;
  const terms = lines.filter(({ alias, model_id }) => alias === 'champion' && model_id === champion.model_id);
  const both = { champion: champion.model_id, previous: previous?.model_id ?? null };
  const said = (await watchedScenarios(warehouse, both))
    .map((one) => ({ ...one, known: knownAt(one.labelled_at) }))
    .filter(({ known }) => known <= knownAt(asOf))
    .sort((a, b) => a.known - b.known || compare(a.scenario_id, b.scenario_id))
    .map(({ champion, previous, champion_follows, previous_follows, label, usd, labelled_at }) => ({
      ...{ challenger: champion, incumbent: previous, label, usd, day: newYorkDay(labelled_at) },
      follows: { challenger: champion_follows, incumbent: previous_follows },
    }));
  if (said.length === 0 || terms.length > 1) return;
  const { texts } = await readModel(home, champion.model_id);
  const claimed = forwardIn(texts.get(FORWARD_FILE) ?? '').map(({ p_win }) => p_win);
  const failure = watchFailure({ model_id: champion.model_id, claimed, said }, policy);
  if (failure === null) return;
  const reason = `${failure.rule} after ${failure.scored} scenarios: ${WHY[failure.rule](previous === null ? 'the base rate' : 'the model before it')}`;
  const back = rollback(lines, { evaluation_id: null, at, by: 'watch', reason, as_of: asOf });
  if (back !== null) await appendChange(home, back);
}

/**
 * On how many scenarios whose labels were known by a moment, in milliseconds since 1970, the champion was watched,
 * whether or not the model before it said anything.
 */
export async function watchedSoFar(
  warehouse: Reader,
  { champion, previous }: Serving,
  end: number,
): Promise<number> {
  if (champion === null) return 0;
  const both = { champion: champion.model_id, previous: previous?.model_id ?? null };
  const watched = await watchedScenarios(warehouse, both);
  return watched.filter(({ labelled_at }) => knownAt(labelled_at) <= end).length;
}
