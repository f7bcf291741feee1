/**
 * Whether bars are on the share count of their day. Bars that are adjusted for a split which the data does not have
 * show other prices than those that were traded, by one factor up to the split. What was traded shows it:
 * docs/decisions/share-count.md.
 */
import { compare } from '../compare.js';
import { groupBy } from '../group-by.js';
import { nextSession } from '../time/calendar.js';
import type { IsoDate } from '../time/dates.js';
import { addDays } from '../time/dates.js';
import { toNumber } from '../number/decimal.js';
import { boundsOf, likelyBoundsOf, type PriceBounds, type PriceRecord } from './seen-price.js';
import { describeRatio, isSplitLike, sameRatio, shownRatio, type Factor } from './split-factor.js';
import { splitFactor, type Split } from './split-adjust.js';

/** Days on which the bars of a symbol are on another share count than its trades. */
export interface OffScale {
  /** The first of them; null where they begin with the bars. */
  from: IsoDate | null;
  /** The first day after them; null where nothing shows their end. */
  until: IsoDate | null;
  /** The last day on which a record does not fit its bar. */
  misfit: IsoDate;
  /** Like `about 20 for 1`; null where too little is known of it. */
  ratio: string | null;
  /** The same as new shares for one old share, rounded as a record has it; null where only a bound is known. */
  shares: number | null;
  /** A known split that the bars were made before, so that taking it back is what puts them off. */
  uncarried: IsoDate | null;
}

/** A range of factors that is narrower than this is a price, a wider one only a bound. */
export const NARROW = 1.5;

/**
 * From here on a factor is no trade outside of hours or at another venue. The least that shares are split by is 5 for
 * 4. What only bounds a price has to be further off: an assignment may be booked days after it.
 */
export const FAR = { price: 1.15, bound: 1.5 } as const;

/** What the records of a day say: the factor by which a share cost more than in the bar. */
interface SeenDay {
  day: IsoDate;
  factor: Factor;
  fits: boolean;
  /** False where only advice or an unlikely premium says so. */
  isCertain: boolean;
}

/** Days without a day between them that refutes them, in groups that agree on a factor. */
type Run = { days: SeenDay[]; levels: SeenDay[][]; until: IsoDate | null };

/**
 * The stretches on which the bars of one symbol are off scale, oldest first, from all records that say what its
 * shares cost, in any order, and its known splits. A stretch goes from the last trade before it that fits, or from
 * the first bar, to the next that fits or the next known split. A trade that fits speaks against a single misfit
 * after it, which is then taken for an error; and what is less than certain (advice, which may have its prices from
 * anywhere, and premiums that only an unlikely volatility makes) is heard only until the first trade fits.
 */
export function offScale(records: readonly PriceRecord[], splits: readonly Split[]): OffScale[] {
  const days = seenDays(records);
  return runsOf(days).flatMap((run) => {
    const first = run.days[0] as SeenDay;
    const before = days.findLast((one) => one.day < first.day && refutes(one, factorOf(run.levels[0] ?? [])));
    if (!isEnough(run, before !== undefined)) return [];
    const misfit = (run.days.at(-1) as SeenDay).day;
    const nextSplit = splits.map(({ date }) => date).filter((date) => date > misfit);
    const ends = [...nextSplit, ...(run.until === null ? [] : [run.until])].sort();
    const from = before === undefined ? null : startAfter(before.day, { until: first.day, splits });
    const factor = factorOf(run.levels.at(-1) ?? []);
    return [
      {
        from,
        until: ends[0] ?? null,
        misfit,
        ratio: describeRatio(factor),
        shares: sharesForOne(factor),
        uncarried: uncarriedSplit(factor, splits, misfit),
      },
    ];
  });
}

/** Whether any day from one to another, both included, lies in any of the stretches. */
export function isOffScale(stretches: readonly OffScale[], from: IsoDate, to: IsoDate = from): boolean {
  return stretches.some(
    (stretch) =>
      (stretch.from === null || stretch.from <= to) && (stretch.until === null || from < stretch.until),
  );
}

function sharesForOne(factor: Factor): number | null {
  const ratio = shownRatio(factor);
  return ratio === null ? null : Number((ratio[0] / ratio[1]).toFixed(RATIO_DIGITS));
}

const RATIO_DIGITS = 6;

/**
 * What a person reads of a stretch: which bars, by how much, and the line that mends it, to be put into a file and
 * imported. Its date is the first that it can be; the ratio is left open where only a bound is known.
 */
export function offScaleLine(
  symbol: string,
  { from, until, misfit, ratio, shares, uncarried }: OffScale,
): string {
  const since = from === null ? '' : ` from ${from}`;
  if (uncarried !== null)
    return `${symbol}: bars${since} up to ${misfit} were made before the split of ${uncarried}: import them again`;
  const by = ratio === null ? '' : ` (${ratio})`;
  const latest = until === null ? '' : `, at the latest ${until}`;
  const event = { underlying: symbol, kind: 'split', date: nextSession(misfit), ratio: shares ?? 'RATIO' };
  return (
    `${symbol}: bars${since} up to ${misfit} are on another share count than the trades${by}: ` +
    `import its split, dated after ${misfit}${latest}: ${JSON.stringify(event)}`
  );
}

/** So many stretches are written out each in a line of its own. */
const MOST_IN_WORDS = 2;

/**
 * The lines of stretches for a person, and once below them what to do with the records that mend the bars. Of many
 * only the records are left, to be pasted as they are.
 */
export function withHowTo(lines: readonly string[]): string[] {
  const mendable = lines.filter((line) => line.includes('{'));
  if (mendable.length === 0) return [...lines];
  const howTo =
    'with the true date and ratio of each split, into a file splits.jsonl, a line each, and import it';
  if (mendable.length <= MOST_IN_WORDS) return [...lines, `put the {…} ${howTo}`];
  const symbols = new Set(mendable.map((line) => line.slice(0, line.indexOf(':'))));
  return [
    ...lines.filter((line) => !mendable.includes(line)),
    `bars of ${symbols.size} symbols are on another share count than the trades, up to a split that your files lack, ` +
      `and are not used there; put these ${howTo}`,
    ...mendable.map((line) => `  ${line.slice(line.indexOf('{'))}`),
  ];
}

/** A line for each stretch, by symbol. */
export function linesOf(stretches: ReadonlyMap<string, readonly OffScale[]>): string[] {
  return [...stretches].flatMap(([symbol, own]) => own.map((stretch) => offScaleLine(symbol, stretch)));
}

function seenDays(records: readonly PriceRecord[]): SeenDay[] {
  const byDay = [...groupBy(records, ({ day }) => day)].sort(([a], [b]) => compare(a, b));
  let aTradeFits = false;
  return byDay.flatMap(([day, own]) => {
    const seen = seenDay(day, own, { isHeard: !aTradeFits });
    aTradeFits ||= seen !== undefined && seen.fits && isNarrow(seen.factor);
    return seen === undefined ? [] : [seen];
  });
}

/** `isHeard`: whether what is less than certain counts. */
function seenDay(
  day: IsoDate,
  records: readonly PriceRecord[],
  { isHeard }: { isHeard: boolean },
): SeenDay | undefined {
  const certain = records
    .filter(({ source }) => source !== 'advice')
    .map((record) => factorBy(record, boundsOf(record)));
  const good = certain.find((factor) => fits(factor) && isNarrow(factor));
  if (good !== undefined) return { day, factor: good, fits: true, isCertain: true };
  const bad = certain.filter((factor) => !fits(factor));
  if (bad.length > 0) return { day, factor: joint(bad), fits: false, isCertain: true };
  const likely = isHeard ? records.map((record) => factorBy(record, likelyBoundsOf(record))) : [];
  const unlikely = likely.filter((factor) => !fits(factor));
  if (unlikely.length > 0) return { day, factor: joint(unlikely), fits: false, isCertain: false };
  return certain.length === 0 ? undefined : { day, factor: joint(certain), fits: true, isCertain: true };
}

function factorBy({ low, high }: PriceRecord, { least, most }: PriceBounds): Factor {
  return { least: least / high, most: most / low };
}

function fits(factor: Factor): boolean {
  const far = isNarrow(factor) ? FAR.price : FAR.bound;
  return factor.least <= far && factor.most >= 1 / far;
}

function isNarrow({ least, most }: Factor): boolean {
  return most <= least * NARROW;
}

/** What all of them allow; where they contradict each other, the last. */
function joint(factors: readonly Factor[]): Factor {
  return factors.reduce((all, next) => {
    const both = { least: Math.max(all.least, next.least), most: Math.min(all.most, next.most) };
    return both.least <= both.most ? both : next;
  });
}

function runsOf(days: readonly SeenDay[]): Run[] {
  const runs: Run[] = [];
  let open: Run | undefined;
  for (const day of days) {
    if (day.fits) {
      if (open === undefined || !refutes(day, factorOf(open.levels.at(-1) ?? []))) continue;
      open.until = day.day;
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = { days: [], levels: [], until: null };
      runs.push(open);
    }
    open.days.push(day);
    const level = open.levels.at(-1);
    if (level !== undefined && agree(day.factor, factorOf(level))) level.push(day);
    else open.levels.push([day]);
  }
  return runs;
}

/** Of the days of a level: the median of those that show a price, else what any of their bounds allows. */
function factorOf(level: readonly SeenDay[]): Factor {
  const seen = level.map(({ factor }) => factor);
  const middles = seen
    .filter(isNarrow)
    .map(({ least, most }) => Math.sqrt(least * most))
    .sort((a, b) => a - b);
  const median = middles[middles.length >> 1];
  if (median !== undefined) return { least: median, most: median };
  return {
    least: Math.min(...seen.map(({ least }) => least)),
    most: Math.max(...seen.map(({ most }) => most)),
  };
}

function agree(a: Factor, b: Factor): boolean {
  return a.least <= b.most * FAR.price && b.least <= a.most * FAR.price;
}

/** Whether a day cannot have been one of that factor: a price that fits, or bounds that leave no room for it. */
function refutes({ fits: isFit, factor: own }: SeenDay, factor: Factor): boolean {
  return isFit && (isNarrow(own) || !agree(own, factor));
}

/**
 * Before any trade that fits, two days that agree, or one that shows what shares are split by; after one, two days of
 * trades that agree.
 */
function isEnough({ levels }: Run, isRefuted: boolean): boolean {
  if (isRefuted) return levels.some((level) => level.filter(({ isCertain }) => isCertain).length > 1);
  return levels.some((level) => level.length > 1 || level.some(({ factor }) => isSplitLike(factor)));
}

function startAfter(fit: IsoDate, { until, splits }: { until: IsoDate; splits: readonly Split[] }): IsoDate {
  const [split] = splits
    .map(({ date }) => date)
    .filter((date) => date > fit && date <= until)
    .sort();
  return split ?? addDays(fit, 1);
}

/** The last known split after a misfit whose taking back alone makes that factor. */
function uncarriedSplit(factor: Factor, splits: readonly Split[], misfit: IsoDate): IsoDate | null {
  const later = splits.filter(({ date }) => date > misfit);
  const last = later.find(({ date }) =>
    sameRatio(factor, 1 / toNumber(splitFactor(splits, (other) => other > misfit && other <= date))),
  );
  return last?.date ?? null;
}
