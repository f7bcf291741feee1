import { timeReader } from './time-format.js';

/** How the times of a column are written; `zone` is a guess where they name none. */
export interface GuessedTime {
  format?: string;
  zone?: string;
}

const USUAL_ZONE = 'America/New_York';
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

/** The format in which nearly all of these texts are times; undefined for what are none. */
export function guessTimeFormat(values: readonly string[]): GuessedTime | undefined {
  const sample = values.slice(0, 200);
  if (sample.length === 0) return undefined;
  let best: { format: string; read: number } | undefined;
  for (const format of FORMATS) {
    const reader = timeReader([format], USUAL_ZONE);
    const read = sample.filter((text) => {
      const told = reader(text);
      return told.ok && YEARS.test(told.time);
    }).length;
    if (read > (best?.read ?? 0)) best = { format, read };
    if (read === sample.length) break;
  }
  if (best === undefined || best.read < sample.length * 0.9) return undefined;
  const { format } = best;
  const bare = timeReader([format], undefined);
  const needsZone = sample.some((text) => {
    const told = bare(text);
    return !told.ok && told.reason !== 'not a time';
  });
  return { ...(format === 'iso' ? {} : { format }), ...(needsZone ? { zone: USUAL_ZONE } : {}) };
}
