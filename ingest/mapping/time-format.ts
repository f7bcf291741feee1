import { Temporal } from 'temporal-polyfill';
import { isIsoDate } from '../../domain/time/dates.js';
import { normalTime } from '../../domain/records/record-fields.js';
import { instantAt } from '../../domain/time/zone.js';

/** What a written time becomes: the contract's text, or why it cannot be read. */
export type ReadTime = { ok: true; time: string } | { ok: false; reason: string };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const OFFSETS: ReadonlyMap<string, string> = new Map([
  ['Z', 'Z'],
  ['UTC', 'Z'],
  ['GMT', 'Z'],
  ['EST', '-05:00'],
  ['EDT', '-04:00'],
  ['CST', '-06:00'],
  ['CDT', '-05:00'],
  ['MST', '-07:00'],
  ['MDT', '-06:00'],
  ['PST', '-08:00'],
  ['PDT', '-07:00'],
  ['CET', '+01:00'],
  ['CEST', '+02:00'],
  ['BST', '+01:00'],
]);
/** Clocks that are put forwards and back under one name. */
const ZONE_OF: ReadonlyMap<string, string> = new Map([
  ['ET', 'America/New_York'],
  ['CT', 'America/Chicago'],
  ['MT', 'America/Denver'],
  ['PT', 'America/Los_Angeles'],
]);

/** What clocks are called beside a column of times, by the name of the zone. */
const CLOCKS: readonly (readonly [RegExp, string])[] = [
  [/^(e[sd]?t|eastern( (standard|daylight))?( time)?|us\/eastern|new york)$/i, 'America/New_York'],
  [/^(c[sd]?t|central( time)?|us\/central|chicago)$/i, 'America/Chicago'],
  [/^(m[sd]?t|mountain( time)?)$/i, 'America/Denver'],
  [/^(p[sd]?t|pacific( time)?)$/i, 'America/Los_Angeles'],
  [/^(utc|gmt|z|zulu|greenwich)$/i, 'UTC'],
  [/^(cest?|mes?z)$/i, 'Europe/Berlin'],
  [/^(bst|london)$/i, 'Europe/London'],
];
const OFFSET_FROM = /^(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$/i;

/** The zone that a text names: a name of the database, `EST`, `UTC`, `GMT+2`; undefined for what names none. */
export function zoneNamed(written: string): string | undefined {
  const text = written.trim();
  const named = CLOCKS.find(([pattern]) => pattern.test(text))?.[1];
  if (named !== undefined) return named;
  const [, sign, hours = '', minutes = '00'] = OFFSET_FROM.exec(text) ?? [];
  if (sign !== undefined)
    return isZone(`${sign}${hours.padStart(2, '0')}:${minutes}`)
      ? `${sign}${hours.padStart(2, '0')}:${minutes}`
      : undefined;
  return text !== '' && isZone(text) ? text : undefined;
}

/** The letters of a format, each with what it stands for; the longer ones first. */
const LETTERS: readonly (readonly [letters: string, part: string, pattern: string])[] = [
  ['yyyy', 'year', '\\d{4}'],
  ['yy', 'year', '\\d{2}'],
  ['MMM', 'name', '[A-Za-z]{3,9}\\.?'],
  ['MM', 'month', '\\d{1,2}'],
  ['M', 'month', '\\d{1,2}'],
  ['dd', 'day', '\\d{1,2}'],
  ['d', 'day', '\\d{1,2}'],
  ['HH', 'hour', '\\d{1,2}'],
  ['H', 'hour', '\\d{1,2}'],
  ['hh', 'hour', '\\d{1,2}'],
  ['h', 'hour', '\\d{1,2}'],
  ['mm', 'minute', '\\d{2}'],
  ['ss', 'second', '\\d{2}'],
  ['SSS', 'fraction', '\\d{1,9}'],
  ['a', 'half', '[AaPp]\\.?[Mm]\\.?'],
  ['z', 'zone', 'Z|[A-Z]{2,4}|(?:UTC|GMT)?[+-]\\d{2}:?\\d{2}'],
];
/** Digits that run together have their full width. */
const WIDTHS: Readonly<Record<string, string>> = { MM: '\\d{2}', dd: '\\d{2}', HH: '\\d{2}', hh: '\\d{2}' };

/** The names of formats that are no letters. */
const NAMED = ['iso', 'unix_s', 'unix_ms'];

/** True for `iso`, `unix_s`, `unix_ms` and formats of letters with a day. */
export function isTimeFormat(format: string): boolean {
  if (NAMED.includes(format)) return true;
  const parts = tokensOf(format).map(({ part }) => part);
  return (
    new Set(parts.filter(Boolean)).size === parts.filter(Boolean).length &&
    parts.includes('year') &&
    parts.includes('day') &&
    parts.includes('month') !== parts.includes('name')
  );
}

/** True for a name of the time zone database, `UTC` and offsets as `+01:00`. */
export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.from('2025-01-01T00:00Z').toZonedDateTimeISO(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * A reader of times in one of these formats (`iso` where none is given), of clocks in `zone` unless the time says its
 * own. A day alone stays a day.
 */
export function timeReader(
  formats: readonly string[],
  zone: string | undefined,
): (written: string) => ReadTime {
  const readers = (formats.length === 0 ? ['iso'] : formats).map((format) => readerOf(format, zone));
  return (written) => {
    let failed: ReadTime = { ok: false, reason: 'not a time' };
    for (const read of readers) {
      const told = read(written.trim().replace(/\s+/g, ' '));
      if (told?.ok) return told;
      failed = told ?? failed;
    }
    return failed;
  };
}

function readerOf(format: string, zone: string | undefined): (text: string) => ReadTime | undefined {
  const toInstant = clockIn(zone);
  if (format === 'unix_s' || format === 'unix_ms')
    return (text) => unixTime(text, format === 'unix_s' ? 1_000 : 1);
  if (format === 'iso') return (text) => isoTime(text, toInstant);
  const pattern = patternOf(format);
  return (text) => {
    const parts = pattern.exec(text)?.groups;
    return parts && timeOf(parts, toInstant);
  };
}

type ToInstant = (day: string, clock: string) => ReadTime;

function clockIn(zone: string | undefined): ToInstant {
  if (zone === undefined)
    return () => ({
      ok: false,
      reason: 'without a zone: the mapping should say which clock it is of ("zone")',
    });
  return (day, clock) => ({ ok: true, time: instantAt(day, clock, zone) });
}

function checked(text: string): ReadTime {
  const time = normalTime(text);
  return time === undefined ? { ok: false, reason: 'not a time' } : { ok: true, time };
}

const ISO_LOCAL = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$/;

function isoTime(text: string, toInstant: ToInstant): ReadTime {
  const [, day = '', clock] = ISO_LOCAL.exec(text) ?? [];
  return clock === undefined || !isIsoDate(day) || !isClock(clock) ? checked(text) : toInstant(day, clock);
}

function isClock(clock: string): boolean {
  return clock < '24' && clock.slice(3) < '60' && (clock.length < 6 || clock.slice(6) < '60');
}

function unixTime(text: string, milliseconds: number): ReadTime {
  const value = /^\d{1,15}(\.\d+)?$/.test(text) ? Number(text) * milliseconds : NaN;
  if (!(value < Date.UTC(2200, 0))) return { ok: false, reason: 'not a time' };
  return checked(new Date(Math.round(value)).toISOString());
}

function timeOf(parts: Readonly<Record<string, string | undefined>>, toInstant: ToInstant): ReadTime {
  const { year = '', month, name, hour, minute = '00', second, fraction, half, zone } = parts;
  const monthNumber = month ?? String(MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1);
  const day = `${year.length === 2 ? `20${year}` : year}-${two(monthNumber)}-${two(parts['day'] ?? '')}`;
  if (!isIsoDate(day)) return { ok: false, reason: 'not a time' };
  if (hour === undefined) return { ok: true, time: day };
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/^p/i.test(half) ? 12 : 0);
  const clock = `${two(String(hours))}:${minute}:${second ?? '00'}${fraction === undefined ? '' : `.${fraction}`}`;
  if (!isClock(clock)) return { ok: false, reason: 'not a time' };
  if (zone === undefined) return toInstant(day, clock);
  const named = ZONE_OF.get(zone);
  if (named !== undefined) return { ok: true, time: instantAt(day, clock, named) };
  const offset = OFFSETS.get(zone) ?? zone.replace(/^(UTC|GMT)/, '');
  return checked(`${day}T${clock}${offset}`);
}

function two(digits: string): string {
  return digits.padStart(2, '0');
}

interface Token {
  part?: string;
  pattern: string;
}

function tokensOf(format: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < format.length;) {
    const found = LETTERS.find(([letters]) => format.startsWith(letters, at));
    const before = tokens.at(-1);
    if (found) {
      const [letters, part, loose] = found;
      const tight =
        before?.part !== undefined || LETTERS.some(([next]) => format.startsWith(next, at + letters.length));
      tokens.push({ part, pattern: (tight && WIDTHS[letters]) || loose });
      at += letters.length;
    } else {
      tokens.push({ pattern: format.charAt(at).replace(/[.*+?^${}()|[\]\\]/, '\\$&') });
      at += 1;
    }
  }
  return tokens;
}

function patternOf(format: string): RegExp {
  const parts = tokensOf(format).map(({ part, pattern }) =>
    part === undefined ? pattern : `(?<${part}>${pattern})`,
  );
  return new RegExp(`^${parts.join('')}$`);
}
