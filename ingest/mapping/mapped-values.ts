import {
  abs,
  formatDecimal,
  multiply,
  parseDecimal,
  sum,
  ZERO,
  type Decimal,
} from '../../domain/number/decimal.js';
import type { NumberSource, Source, TextSource, TimeSource } from './mapping.js';
import { timeReader, zoneNamed } from './time-format.js';
import { currencyBeside, withoutCurrency } from '../contracts/currencies.js';
import { pairOf } from '../contracts/pairs.js';
import { withoutExponent } from '../text/exponent.js';
import { remembered } from '../text/remembered.js';
import { plainAmount } from '../text/written-values.js';

/** What a source makes of a row's texts: the contract's text, empty for none; or why it makes nothing of them. */
export type ReadValue = { ok: true; value: string } | { ok: false; reason: string };

export type ValueReader = (texts: readonly string[]) => ReadValue;

/** Reads texts: what they mean, where the mapping says so. */
export function readText({ values, signs, minus, of_pair, of_amount }: TextSource): ValueReader {
  if (of_pair) return readPair(of_pair);
  if (of_amount) return readCurrency;
  const meaning = values && meaningOf(values);
  return (texts) => {
    const text = joined(texts);
    if (signs) {
      const number =
        minus === undefined ? parseDecimal(plainAmount(text)) : difference(texts, (one) => plainAmount(one));
      if (number === undefined || number === ZERO) return { ok: false, reason: 'without a sign' };
      return { ok: true, value: number > ZERO ? signs.positive : signs.negative };
    }
    if (!meaning) return { ok: true, value: text };
    const value = meaning(text);
    return value === undefined
      ? { ok: false, reason: 'not among the values of the mapping' }
      : { ok: true, value };
  };
}

function readPair(side: 'base' | 'quote'): ValueReader {
  return (texts) => {
    const pair = pairOf(joined(texts));
    return pair ? { ok: true, value: pair[side] } : { ok: false, reason: 'not a pair' };
  };
}

const readCurrency: ValueReader = (texts) => {
  const currency = currencyBeside(joined(texts));
  return currency === undefined
    ? { ok: false, reason: 'without a sign or code of a currency' }
    : { ok: true, value: currency };
};

/** The meaning of the whole text, else of the longest beginning; nothing means nothing unless the mapping says so. */
function meaningOf(values: Readonly<Record<string, string>>): (text: string) => string | undefined {
  const whole = new Map<string, string>();
  const beginnings: [string, string][] = [];
  for (const [written, value] of Object.entries(values)) {
    const key = keyOf(written);
    if (key.endsWith('*')) beginnings.push([key.slice(0, -1), value]);
    else whole.set(key, value);
  }
  beginnings.sort(([a], [b]) => b.length - a.length);
  return remembered((text) => {
    const key = keyOf(text);
    const exact = whole.get(key);
    if (exact !== undefined) return exact;
    if (key === '') return '';
    return beginnings.find(([beginning]) => key.startsWith(beginning))?.[1];
  });
}

/**
 * Reads numbers, adding up those of several columns. What is no number stays as it is, for the record's check to name.
 */
export function readNumber({ decimal, prefix, suffix, sign, times, minus }: NumberSource): ValueReader {
  const factor = times === undefined ? undefined : parseDecimal(times);
  const scaledBy = (number: Decimal) => {
    const scaled = factor === undefined ? number : multiply(number, factor);
    return formatDecimal(sign === 'absolute' ? abs(scaled) : sign === 'negated' ? -scaled : scaled);
  };
  return (texts) => {
    if (minus !== undefined) {
      const number = difference(texts, (text) =>
        plainAmount(withoutExponent(pointed(withoutCurrency(text), decimal))),
      );
      return { ok: true, value: number === undefined ? '' : scaledBy(number) };
    }
    const bare = texts.map((text) => withoutSuffix(withoutPrefix(text.trim(), prefix), suffix));
    const plain = bare.map((text) => plainAmount(withoutExponent(pointed(withoutCurrency(text), decimal))));
    const written = plain.filter((text) => text !== '');
    const numbers = written.map(parseDecimal);
    if (written.length === 0) return { ok: true, value: '' };
    const wrong = written.find((_, at) => numbers[at] === undefined);
    if (wrong !== undefined) return { ok: true, value: wrong };
    const total = sum(numbers.map((number) => number ?? ZERO));
    return { ok: true, value: scaledBy(total) };
  };
}

/** The numbers but for the last, less the last; what has no digit is nothing, and of nothing there is no difference. */
function difference(texts: readonly string[], plain: (text: string) => string): Decimal | undefined {
  const numbers = texts.map((text) => (/\d/.test(text) ? parseDecimal(plain(text)) : undefined));
  if (numbers.every((number) => number === undefined)) return undefined;
  const last = numbers.at(-1) ?? ZERO;
  return sum(numbers.slice(0, -1).map((number) => number ?? ZERO)) - abs(last);
}

function withoutPrefix(text: string, prefix: string | undefined): string {
  return prefix !== undefined && text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function withoutSuffix(text: string, suffix: string | string[] | undefined): string {
  if (suffix === undefined) return text;
  if (suffix === '*') {
    const unit = unitBehind(text);
    return unit === undefined ? text : text.slice(0, -unit.length).trim();
  }
  const found = [suffix]
    .flat()
    .filter((one) => text.endsWith(one))
    .reduce<string | undefined>((best, one) => (one.length > (best?.length ?? 0) ? one : best), undefined);
  return found === undefined ? text : text.slice(0, -found.length).trim();
}

const UNIT = /^[^A-Za-z]*\d[^A-Za-z]*?\s?([A-Za-z][A-Za-z0-9]{0,9})$/;

/** The word behind a number, `BTC` of `0.5BTC`. */
export function unitBehind(text: string): string | undefined {
  return UNIT.exec(text.trim())?.[1];
}

/** With a point before the decimals, where the file says what it has there. */
function pointed(text: string, decimal: '.' | ',' | undefined): string {
  if (decimal === ',') return text.replaceAll('.', '').replace(',', '.');
  return decimal === '.' ? text.replaceAll(',', '') : text;
}

/** Reads times and days. */
export function readTime({ format, zone, clock }: TimeSource): ValueReader {
  if (clock === 'ignored') return readDay({ format });
  const formats = format === undefined ? [] : [format].flat();
  if (typeof zone === 'object') return readZoned(formats);
  const read = timeReader(formats, zone);
  return (texts) => {
    const text = joined(texts);
    if (text === '') return { ok: true, value: '' };
    const told = read(text);
    return told.ok ? { ok: true, value: told.time } : told;
  };
}

/** Reads times behind the zone that each is of. */
function readZoned(formats: readonly string[]): ValueReader {
  const readers = remembered((written: string) => {
    const zone = zoneNamed(written);
    return zone === undefined ? undefined : timeReader(formats, zone);
  });
  return ([zone = '', ...texts]) => {
    const text = joined(texts);
    if (text === '') return { ok: true, value: '' };
    const told = readers(zone)?.(text);
    if (!told) return { ok: false, reason: 'of no time zone of that name' };
    return told.ok ? { ok: true, value: told.time } : told;
  };
}

/** Reads days; of a time the day that was written. */
export function readDay({ format }: { format?: TimeSource['format'] }): ValueReader {
  const read = readTime({ format, zone: 'UTC' });
  return (texts) => {
    const told = read(texts);
    return told.ok ? { ok: true, value: told.value.slice(0, 10) } : { ok: false, reason: 'not a date' };
  };
}

/** The same value for every row. */
export function readValue({ value }: Source): ValueReader {
  const told: ReadValue = { ok: true, value: String(value) };
  return () => told;
}

/** How texts are compared. */
export function keyOf(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

function joined(texts: readonly string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join(' ');
}
