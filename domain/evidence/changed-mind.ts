import { logSum } from './log-sum.js';
import type { ChangedShare } from './shrinkage.js';
import { logMixture } from './sign-evidence.js';

/** How many times likelier a change has to make what was seen than one share throughout. */
const LOG_SURE = Math.log(100);
/** One or two weeks that are out of the ordinary are no mind that changed. */
const LEAST_SINCE = 3;

/**
 * The position of the period since which a habit is shown more often than before; 0 where one share explains all
 * periods about as well. Each border with three periods or more after it is as likely: with the Jeffreys mixture of the
 * counts before and after it, beside that of all counts, the mean over borders has to be 100. The border is the
 * likeliest. Decisions of a period go together: ln of it all is divided by how much more the periods differ from the
 * shares before and after than single decisions would.
 */
export function sinceChange(periods: readonly ChangedShare[]): number {
  const all = sumOf(periods);
  const before: ChangedShare = { changed: 0, answered: 0 };
  const borders = periods.slice(0, -LEAST_SINCE).map((period) => {
    before.changed += period.changed;
    before.answered += period.answered;
    const after = { changed: all.changed - before.changed, answered: all.answered - before.answered };
    const log = logChance(before) + logChance(after) - logChance(all);
    return { log, rises: after.changed * before.answered > before.changed * after.answered };
  });
  if (borders.length === 0) return 0;
  const likeliest = borders.reduce((best, { log }, i) => (log > (borders[best]?.log ?? 0) ? i : best), 0);
  const since = likeliest + 1;
  const sure = logSum(borders.map(({ log }) => log)) - Math.log(borders.length);
  const spread = spreadOf([periods.slice(0, since), periods.slice(since)]);
  return sure >= LOG_SURE * spread && borders[likeliest]?.rises ? since : 0;
}

/** Pearson's χ² of periods around the share of their part ÷ its degrees of freedom, 1 at least. */
function spreadOf(parts: readonly (readonly ChangedShare[])[]): number {
  let [sum, freedom] = [0, 0];
  for (const part of parts) {
    const { changed, answered } = sumOf(part);
    const share = (changed + 0.5) / (answered + 1);
    const answeredIn = part.filter((one) => one.answered > 0);
    for (const one of answeredIn)
      sum += (one.changed - one.answered * share) ** 2 / (one.answered * share * (1 - share));
    freedom += Math.max(0, answeredIn.length - 1);
  }
  return freedom === 0 ? 1 : Math.max(1, sum / freedom);
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
