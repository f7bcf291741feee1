import { episodesOf } from '../domain/advice/episode.js';
import { judgedOnce } from '../domain/advice/judged-once.js';
import { groupBy } from '../domain/group-by.js';
import {
  changedEpisodes,
  noteHeldOtherwise,
  placeAdvice,
  type PlacedAdvice,
} from '../store/derived/episodes.js';
import type { Warehouse } from '../store/duckdb/warehouse.js';
import { turns } from '../store/turns.js';

/**
 * Gives the advice whose matches changed, or what it was about, its episodes anew, and says which of each is judged.
 */
export async function restateEpisodes(warehouse: Warehouse): Promise<void> {
  await noteHeldOtherwise(warehouse);
  const turn = turns();
  for await (const advice of changedEpisodes(warehouse)) {
    const moved: PlacedAdvice[] = [];
    for (const same of groupBy(advice, ({ subject }) => subject).values()) {
      await turn();
      moved.push(...movedIn(same));
    }
    await placeAdvice(warehouse, moved);
  }
}

/** Those of one subject's advice whose place in an episode is another than the one stored, with the new one. */
function movedIn(advice: readonly PlacedAdvice[]): PlacedAdvice[] {
  const episodeOf = episodesOf(advice);
  const idOf = ({ recommendation_id }: PlacedAdvice) => episodeOf.get(recommendation_id) ?? null;
  const judged = new Set([...groupBy(advice, idOf).values()].map(judgedOnce));
  return advice.flatMap((one) => {
    const place = { episode_id: idOf(one), judged: judged.has(one.recommendation_id) };
    const isStored = place.episode_id === one.episode_id && place.judged === one.judged;
    return isStored ? [] : [{ ...one, ...place }];
  });
}
