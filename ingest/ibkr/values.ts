/** How Interactive Brokers writes numbers and times, in every one of its reports. */
import { isIsoDate } from '../../domain/time/dates.js';
import { FileRefused } from '../../domain/errors.js';
import { instantAt } from '../../domain/time/zone.js';
import { plainAmount } from '../text/written-values.js';

const NOTHING = new Set(['', '-', '--', 'N/A']);
const EXPONENT = /^([+-]?)(\d+)(?:\.(\d*))?[eE]([+-]?\d{1,3})$/;

/**
 * `-1,234.5` and `-2.5E-4` as plain decimals, `-`, `--` and `N/A` as an empty text; what is not understood as it is.
 */
export function ibkrNumber(written: string): string {
  const text = written.trim();
  if (NOTHING.has(text)) return '';
  const [, sign = '', whole = '', fraction = '', exponent] = EXPONENT.exec(text) ?? [];
  if (exponent === undefined) return plainAmount(text);
  const point = whole.length + Number(exponent);
  const digits = `${'0'.repeat(Math.max(0, 1 - point))}${whole}${fraction}`;
  const at = Math.max(1, point);
  const padded = digits.padEnd(at, '0');
  return `${sign === '-' ? '-' : ''}${padded.slice(0, at)}.${padded.slice(at)}`;
}

/** A text, empty where it only marks that there is none. */
export function ibkrText(written: string | undefined): string {
  const text = written?.trim() ?? '';
  return NOTHING.has(text) ? '' : text;
}

/**
 * The account that the user said where the one that the file names is masked (`U***4567`) and may be the same; else the
 * file's.
 */
export function unmasked(named: string, said: string | null): string {
  if (said === null || !named.includes('*')) return named;
  const parts = named.split(/\*+/).map((part) => part.replace(/\W/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(said) ? said : named;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Year, month name and day as `2025-02-21`; undefined where the name is no English month. */
export function dayOfNames(year: string, month: string, day: string): string | undefined {
  const number = MONTHS.indexOf(month.slice(0, 3).toUpperCase()) + 1;
  if (number === 0) return undefined;
  return `${year.length === 2 ? `20${year}` : year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

const YEAR_FIRST = /^(\d{4})(-?)(\d{2})\2(\d{2})/;
const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?!\d)/;
const NAMED = /^(\d{1,2})-([A-Za-z]{3})-(\d{4}|\d{2})(?!\d)/;
const CLOCK =
  /^(?:[;T]|,? ?)\s*(\d{2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?\s*(Z|UTC|GMT|EST|EDT|[+-]\d{2}:?\d{2})?$/;

/** Reads the dates of one file, in any of the formats that a query can be set to, several of them in one file too. */
export interface IbkrDates {
  /**
   * To be handed dates that follow one another, or any one date: `31/12/2024` says that the day comes first, and so
   * does what would run backwards otherwise. Throws {@link FileRefused} where that comes too late, after dates that
   * were taken the other way.
   */
  learn(...written: string[]): void;
  /**
   * True for a file with dates such as `03/02/2024`, of which none has said yet what comes first: the month is taken
   * to.
   */
  unclear(): boolean;
  /** The day, `2018-11-09`; what is not understood as it is. */
  day(written: string): string;
  /**
   * The instant by New York's clock, or the day where no time or midnight is written; what is not understood as it is.
   */
  time(written: string): string;
}

export function ibkrDates(): IbkrDates {
  let leads: 'day' | 'month' | undefined;
  let guessed = false;
  let slashed = false;

  function decide(told: 'day' | 'month'): void {
    if (told === 'day' && guessed && leads === undefined)
      throw new FileRefused(
        'dates as 03/02/2024 and as 31/12/2024, which say too late that the day comes first: set the query to yyyyMMdd',
      );
    leads ??= told;
  }

  function split(written: string): { day: string; rest: string } | undefined {
    const yearFirst = YEAR_FIRST.exec(written);
    if (yearFirst) {
      const [whole, year, , month, day] = yearFirst;
      return dated(`${year}-${month}-${day}`, written.slice(whole.length));
    }
    const slashed = SLASHED.exec(written);
    if (slashed) {
      const [, one = '', other = '', year = ''] = slashed;
      if (leads === undefined && one !== other) guessed = true;
      const [m, d] = leads === 'day' ? [other, one] : [one, other];
      const full = year.length === 2 ? `20${year}` : year;
      return dated(`${full}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`, written.slice(slashed[0].length));
    }
    const named = NAMED.exec(written);
    if (!named) return undefined;
    const [, d = '', name = '', year = ''] = named;
    return dated(dayOfNames(year, name, d), written.slice(named[0].length));
  }

  return {
    learn(...written) {
      const parts = written.flatMap((text) => {
        const [, one, other, year] = SLASHED.exec(text.trim()) ?? [];
        return one === undefined ? [] : [[one, other, year].map(Number) as [number, number, number]];
      });
      for (const [one, other] of parts) if (one > 12 !== other > 12) decide(one > 12 ? 'day' : 'month');
      const byMonth = parts.map(([one, other, year]) => year * 10_000 + one * 100 + other);
      const byDay = parts.map(([one, other, year]) => year * 10_000 + other * 100 + one);
      const onwards = (days: number[]) => days.every((day, i) => i === 0 || (days[i - 1] as number) <= day);
      if (onwards(byMonth) !== onwards(byDay)) decide(onwards(byDay) ? 'day' : 'month');
      slashed ||= parts.length > 0;
    },
    unclear: () => (guessed || slashed) && leads === undefined,
    day: (written) => split(written.trim())?.day ?? written.trim(),
    time(written) {
      const text = written.trim();
      const parts = split(text);
      if (!parts) return text;
      if (parts.rest === '') return parts.day;
      const [, hours = '', minutes = '', seconds = '00', zone] = CLOCK.exec(parts.rest) ?? [];
      if (hours === '' || hours > '23' || minutes > '59' || seconds > '59') return text;
      const clock = `${hours}:${minutes}:${seconds}`;
      if (zone === undefined || zone === 'EST' || zone === 'EDT')
        return clock === '00:00:00' ? parts.day : instantAt(parts.day, clock);
      return `${parts.day}T${clock}${/^[+-]/.test(zone) ? zone : 'Z'}`;
    },
  };
}

function dated(day: string | undefined, rest: string): { day: string; rest: string } | undefined {
  return day !== undefined && isIsoDate(day) ? { day, rest } : undefined;
}

const PERIOD = /^([A-Za-z]+) (\d{1,2}), (\d{4})(?: - ([A-Za-z]+) (\d{1,2}), (\d{4}))?$/;

/** The range of `January 1, 2024 - December 31, 2025` or of one day. */
export function periodOf(written: string): { from: string; through: string } | undefined {
  const [, month, day, year, toMonth = month, toDay = day, toYear = year] = PERIOD.exec(written.trim()) ?? [];
  if (month === undefined) return undefined;
  const from = dayOfNames(year ?? '', month, day ?? '');
  const through = dayOfNames(toYear ?? '', toMonth ?? '', toDay ?? '');
  if (from === undefined || through === undefined) return undefined;
  return isIsoDate(from) && isIsoDate(through) ? { from, through } : undefined;
}
