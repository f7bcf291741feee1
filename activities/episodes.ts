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

/** Gives the advice whose matches changed, or what it was about, its episodes anew, and says which of each is judged. */
export async function restateEpisodes(warehouse: Warehouse): Promise<void> {
  await noteHeldOtherwise(warehouse);
  for await (const advice of changedEpisodes(warehouse)) {
    const episodeOf = episodesOf(advice);
    const idOf = ({ recommendation_id }: PlacedAdvice) => episodeOf.get(recommendation_id) ?? null;
    const judged = new Set([...groupBy(advice, idOf).values()].map(judgedOnce));
    const placed = advice.map((one) => ({
      ...one,
      episode_id: idOf(one),
      judged: judged.has(one.recommendation_id),
    }));
    const moved = placed.filter(
      ({ episode_id, judged: isJudged }, i) =>
        episode_id !== advice[i]?.episode_id || isJudged !== advice[i].judged,
    );
    await placeAdvice(warehouse, moved);
  }
}
