import { groupBy } from '../../group-by.js';
import { newYorkDay } from '../../time/calendar.js';
import { followedReward } from '../backtest/followed.js';
import { sharpeOf } from '../scoring/sharpe.js';
import { logitOf, type Fit } from './fitting.js';
import { timeBlocks, trainable } from './time-folds.js';
import type { LabelledRow } from './training-row.js';

const [BLOCKS, TESTED] = [6, 2];

/** All ways to choose some of the first `of` numbers. */
export function choices(of: number, chosen: number): number[][] {
  if (chosen === 0) return [[]];
  return Array.from({ length: of }, (_, last) => last)
    .filter((last) => last >= chosen - 1)
    .flatMap((last) => choices(last, chosen - 1).map((before) => [...before, last]));
}

/**
 * The Sharpe ratio of a day's rewards on each way through the history: of six blocks of time two at a time are
 * predicted by the others, purged and embargoed on both sides, which makes fifteen splits and five paths (López de
 * Prado, Advances in Financial Machine Learning, 2018, chapter 12). Followed is where the logit is above 0; null where
 * a path has no variance, or too little to be trained on.
 */
export async function combinatorialSharpes(
  rows: readonly LabelledRow[],
  fit: Fit,
  { least, embargoSessions }: { least: number; embargoSessions: number },
): Promise<(number | null)[]> {
  const blocks = timeBlocks(rows, BLOCKS);
  if (blocks.length < BLOCKS) return [];
  const said = blocks.map((): Map<string, number>[] => []);
  for (const [split, tested] of choices(BLOCKS, TESTED).entries()) {
    const others = blocks.filter((_, i) => !tested.includes(i)).flat();
    const { train, maySee } = trainable(others, {
      blocks: tested.map((i) => blocks[i] ?? []),
      embargoSessions,
    });
    const logit =
      train.length < least ? () => NaN : logitOf(await fit(`split-${split + 1}`, { rows: train, maySee }));
    for (const block of tested)
      said[block]?.push(new Map(blocks[block]?.map((row) => [row.scenario_id, logit(row.values)])));
  }
  const paths = said[0]?.length ?? 0;
  return Array.from({ length: paths }, (_, path) => {
    const logits = new Map(said.flatMap((own) => [...(own[path] ?? [])]));
    if ([...logits.values()].some(Number.isNaN)) return null;
    return dailySharpeOf(rows, logits);
  });
}

function dailySharpeOf(rows: readonly LabelledRow[], logits: ReadonlyMap<string, number>): number | null {
  const days = groupBy(rows, ({ labelled_at }) => newYorkDay(labelled_at));
  return sharpeOf(
    [...days.values()].map((own) =>
      own.reduce((sum, row) => sum + ((logits.get(row.scenario_id) ?? 0) > 0 ? followedReward(row) : 0), 0),
    ),
  );
}
