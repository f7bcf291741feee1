import { timeReader } from './time-format.js';

/** How the times of a column are written; `zone` is empty where nothing says whose clock it is. */
export interface GuessedTime {
  format?: string;
  zone?: string;
  /** Every clock shows midnight, so that days are all there is. */
  clock?: 'ignored';
  /** What nothing in the table says. */
  assumed?: ('zone' | 'format')[];
}

/** The likelier first: of `01/06/2025` and `01-06-2025` the month leads, of `06.01.2025` the day. */
const DAYS = [
  ...[
    'M/d/yyyy',
    'M/d/yy',
    'd/M/yyyy',
    'd/M/yy',
    'yyyy/M/d',
    'M-d-yyyy',
    'd-M-yyyy',
    'M-d-yy',
    'd-M-yy',
    'yyyy.M.d',
    'd.M.yyyy',
    'd.M.yy',
    'yyyyMMdd',
  ],
  ...[
    'MMM d, yyyy',
    'MMM d yyyy',
    'd MMM yyyy',
    'd MMM yy',
    'd-MMM-yyyy',
    'd-MMM-yy',
    'ddMMMyy',
    'yyyy-MM-dd',
  ],
];
const CLOCKS = ['HH:mm:ss', 'HH:mm', 'h:mm:ss a', 'h:mm a', 'HH:mm:ss.SSS', 'HHmmss'];
const FORMATS = [
  'iso',
  'unix_ms',
  'unix_s',
  ...DAYS,
  ...DAYS.flatMap((day) =>
    [' ', ', ', ';', 'T'].flatMap((between) =>
      CLOCKS.flatMap((clock) => [`${day}${between}${clock}`, `${day}${between}${clock} z`]),
    ),
  ),
];
/** The years in which numbers are taken for seconds or milliseconds. */
const YEARS = /^20[0-4]\d/;

/**
 * The format in which nearly all of these texts are times; undefined for what are none. Where month and day may be
 * either, it is the order in which the days of the file run one way, else `dayFirst` decides.
 */
export function guessTimeFormat(
  values: readonly string[],
  { dayFirst, zone }: { dayFirst: boolean; zone: string },
): GuessedTime | undefined {
  const sample = values.slice(0, 200);
  if (sample.length === 0) return undefined;
  let best: { format: string; read: number } | undefined;
  for (const format of FORMATS) {
    const reader = timeReader([format], 'UTC');
    const read = sample.filter((text) => {
      const told = reader(text);
      return told.ok && YEARS.test(told.time);
    }).length;
    if (read > (best?.read ?? 0)) best = { format, read };
    if (read === sample.length) break;
  }
  if (best === undefined || best.read < sample.length * 0.9) return undefined;
  const { format, sure } = inTurn(best.format, sample, dayFirst);
  const assumed = sure ? {} : { assumed: ['format' as const] };
  const read = sample.map(timeReader([format], 'UTC')).flatMap((told) => (told.ok ? [told.time] : []));
  if (read.every((time) => /T00:00(:00)?Z$/.test(time)))
    return { ...(format === 'iso' ? {} : { format }), clock: 'ignored', ...assumed };
  const bare = timeReader([format], undefined);
  const needsZone = sample.some((text) => {
    const told = bare(text);
    return !told.ok && told.reason !== 'not a time';
  });
  return { ...(format === 'iso' ? {} : { format }), ...(needsZone ? { zone } : {}), ...assumed };
}

/** The format, or the one with month and day the other way round; sure where the days show which it is. */
function inTurn(
  format: string,
  sample: readonly string[],
  dayFirst: boolean,
): { format: string; sure: boolean } {
  const other = format.replace(/^(M([-/])d|d([-/])M)(?=[-/]y)/, (both) => both.split('').reverse().join(''));
  if (other === format) return { format, sure: true };
  const [days, turned] = [format, other].map((one) => {
    const told = sample.map(timeReader([one], 'UTC'));
    return told.flatMap((read) => (read.ok ? [read.time] : []));
  }) as [string[], string[]];
  if (days.length < sample.length || turned.length < sample.length) return { format, sure: true };
  if (runsOneWay(days) !== runsOneWay(turned))
    return { format: runsOneWay(days) ? format : other, sure: true };
  if (dayFirst || isAmerican(sample))
    return { format: format.startsWith('d') === dayFirst ? format : other, sure: true };
  // The days of a table vary more than its months.
  const monthsIn = (read: readonly string[]) => new Set(read.map((time) => time.slice(5, 7))).size;
  const [own, others] = [monthsIn(days), monthsIn(turned)];
  if (own === others) return { format: format.startsWith('M') ? format : other, sure: false };
  return {
    format: own < others ? format : other,
    sure: Math.min(own, others) === 1 && Math.max(own, others) >= SURELY,
  };
}

/** So many days of one month are no months of one day. */
const SURELY = 4;

/** In America the month comes first. */
function isAmerican(sample: readonly string[]): boolean {
  return sample.every((text) => /\b([ECMP][SD]?T)$/.test(text));
}

function runsOneWay(times: readonly string[]): boolean {
  const pairs = times.slice(1).map((time, i) => [times[i] ?? '', time] as const);
  return pairs.every(([a, b]) => a <= b) || pairs.every(([a, b]) => a >= b);
}
