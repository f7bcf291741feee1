import { z } from '@hono/zod-openapi';
import { combinedInterval, type Interval } from '../../domain/number/combined-interval.js';
import { decimal, divide, toNumber, type Decimal } from '../../domain/number/decimal.js';
import { judgedIn, realisedSides, type Judged, type RealisedSide } from '../../store/pages/accuracy.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { amount, percent } from '../shapes/fields.js';
import { asNumber, asPercent } from '../shapes/number.js';
import { countedIn, periodOf } from '../shapes/period.js';

const count = z.int().min(0);
const side = z
  .object({
    count,
    total_pnl: amount.nullable(),
    avg_pnl: amount.nullable(),
    median_pnl: amount.nullable(),
    win_rate: percent.nullable(),
  })
  .openapi('RealisedSide');

const amounts = z.object({
  delta: amount.nullable(),
  difference_low: amount.nullable(),
  difference_mid: amount.nullable(),
  difference_high: amount.nullable(),
  currency: z.string().nullable(),
});

export const algorithmAccuracy = read({
  path: `${LOOP}/analytics/algorithm-accuracy`,
  scope: 'read',
  summary: 'What followed advice came to, what was done otherwise, and who was right where that is judged',
  inPath: z.object({}),
  parameters: z.object(periodOf(90)),
  answer: z.object({
    period_days: z.int(),
    sample_size: count,
    when_followed: side,
    when_diverged: side,
    ...amounts.shape,
    by_currency: z.array(amounts.extend({ when_followed: side, when_diverged: side })),
    verdicts: z.object({ user_better: count, algorithm_better: count, neutral: count, undetermined: count }),
    recommendation: z.string(),
    message: z.string().nullable(),
    as_of: asOf,
  }),
  problems: [],
  async answerFrom(moment, { given }) {
    const counted = await countedIn(moment, given);
    const sides = counted === null ? [] : await realisedSides(moment.warehouse, counted);
    const judged = counted === null ? [] : await judgedIn(moment.warehouse, counted);
    const all = comparisonOf(sides, judged);
    const sample = all.when_followed.count + all.when_diverged.count;
    const total = (name: 'user_better' | 'algorithm_better' | 'neutral' | 'undetermined') =>
      judged.reduce((sum, row) => sum + row[name], 0);
    const decisions =
      total('user_better') + total('algorithm_better') + total('neutral') + total('undetermined');
    const currencies = currenciesOf([...sides, ...judged]);
    return {
      period_days: given.days,
      sample_size: sample,
      ...all,
      by_currency: currencies.map((currency) => {
        const isOwn = (one: { currency: string | null }) => one.currency === currency;
        return comparisonOf(sides.filter(isOwn), judged.filter(isOwn));
      }),
      verdicts: {
        user_better: total('user_better'),
        algorithm_better: total('algorithm_better'),
        neutral: total('neutral'),
        undetermined: total('undetermined'),
      },
      recommendation: inWords(differenceOf(judged), decisions),
      message: sample === 0 ? 'no decision of the period has a known result' : null,
      as_of: await asOfMoment(moment),
    };
  },
});

/** Both sides of decisions; amounts are null where there is nothing, or several currencies. */
function comparisonOf(sides: readonly RealisedSide[], judged: readonly Judged[]) {
  const followed = sides.filter((one) => one.followed);
  const diverged = sides.filter((one) => !one.followed);
  const [one, other] = [averageOf(followed), averageOf(diverged)];
  const isMixed = currenciesOf([...followed, ...diverged]).length > 1;
  const difference = differenceOf(judged);
  const [currency, ...others] = currenciesOf([...sides, ...judged]);
  return {
    when_followed: sideOf(followed),
    when_diverged: sideOf(diverged),
    delta: one === null || other === null || isMixed ? null : asNumber(one - other),
    difference_low: asNumber(difference?.low),
    difference_mid: asNumber(difference?.mid),
    difference_high: asNumber(difference?.high),
    currency: others.length === 0 ? (currency ?? null) : null,
  };
}

function sideOf(parts: readonly RealisedSide[]): z.input<typeof side> {
  const decisions = parts.reduce((sum, part) => sum + part.decisions, 0);
  const won = parts.reduce((sum, part) => sum + part.won, 0);
  const [only] = parts;
  // Amounts of several currencies are not added.
  const alone = parts.length === 1 ? only : undefined;
  return {
    count: decisions,
    total_pnl: asNumber(alone?.total),
    avg_pnl: asNumber(averageOf(parts)),
    median_pnl: asNumber(alone?.median),
    win_rate: decisions === 0 ? null : asPercent(won / decisions),
  };
}

/** Null where there is nothing, or several currencies. */
function averageOf([only, ...others]: readonly RealisedSide[]): Decimal | null {
  return only === undefined || others.length > 0 ? null : divide(only.total, decimal(only.decisions));
}

/** In the order in which they come; what is in none is one of its own. */
function currenciesOf(rows: readonly { currency: string | null }[]): (string | null)[] {
  return [...new Set(rows.map(({ currency }) => currency))];
}

/** Null where nothing is judged, or in several currencies. */
function differenceOf(judged: readonly Judged[]): Interval | null {
  if (currenciesOf(judged).length !== 1) return null;
  return combinedInterval(
    judged.map(({ underlying, low, mid, high }) => ({ cluster: underlying, low, mid, high })),
  );
}

/** What the interval of the difference allows to be said. */
function inWords(difference: Interval | null, decisions: number): string {
  if (difference === null)
    return decisions === 0
      ? 'nothing is judged yet'
      : 'what is judged is in several currencies: `by_currency` has each of them';
  const { low, mid, high } = difference;
  if (low > 0n) return 'what you did was better than following the advice would have been';
  if (high < 0n) return 'following the advice would have been better than what you did';
  const more = furtherDecisions({ half: (high - low) / 2n, mid, decisions });
  const about =
    more === null
      ? 'and the difference is so small that it may never be'
      : `about ${more} more decisions would`;
  return `cannot be told apart yet; ${about}`;
}

const MOST_SAID = 10_000;

/** An interval shrinks with the root of the number of decisions; null where too many would be needed. */
function furtherDecisions({
  half,
  mid,
  decisions,
}: {
  half: Decimal;
  mid: Decimal;
  decisions: number;
}): number | null {
  if (mid === 0n) return null;
  const times = (toNumber(half) / toNumber(mid)) ** 2;
  const more = Math.ceil(decisions * (times - 1));
  return more > MOST_SAID ? null : Math.max(1, more);
}
