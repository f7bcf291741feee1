import { logSum } from './log-sum.js';
import type { ChangedShare } from './shrinkage.js';
import { logMixture } from './sign-evidence.js';

/** How many times likelier a change has to make what was seen than one share throughout. */
const LOG_SURE = Math.log(100);

/**
 * The position of the period since which a habit is shown more often than before; 0 where one share explains all
 * periods about as well. Each border between two of them is as likely: with the Jeffreys mixture of the counts before
 * and after it, beside that of all counts, the mean over borders has to be 100. The border is the likeliest.
 */
export function sinceChange(periods: readonly ChangedShare[]): number {
  const all = sumOf(periods);
  const before: ChangedShare = { changed: 0, answered: 0 };
  const borders = periods.slice(1).map((_period, i) => {
    before.changed += (periods[i] as ChangedShare).changed;
    before.answered += (periods[i] as ChangedShare).answered;
    const after = { changed: all.changed - before.changed, answered: all.answered - before.answered };
    const log = logChance(before) + logChance(after) - logChance(all);
    return { log, rises: after.changed * before.answered > before.changed * after.answered };
  });
  if (borders.length === 0) return 0;
  const sure = logSum(borders.map(({ log }) => log)) - Math.log(borders.length);
  const likeliest = borders.reduce((best, { log }, i) => (log > (borders[best]?.log ?? 0) ? i : best), 0);
  return sure >= LOG_SURE && borders[likeliest]?.rises ? likeliest + 1 : 0;
}

function logChance({ changed, answered }: ChangedShare): number {
  return logMixture(changed, answered);
}

function sumOf(periods: readonly ChangedShare[]): ChangedShare {
  return periods.reduce(
    (sum, { changed, answered }) => ({ changed: sum.changed + changed, answered: sum.answered + answered }),
    { changed: 0, answered: 0 },
  );
}
