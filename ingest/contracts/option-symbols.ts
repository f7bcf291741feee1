import { decimal, divide, formatDecimal } from '../../domain/number/decimal.js';
import { isIsoDate } from '../../domain/time/dates.js';
import { underlyingOfRoot } from './index-roots.js';

/** An option's contract as a symbol or a description names it, in the contract's texts. */
export interface OptionSymbol {
  underlying: string;
  root: string;
  right: 'call' | 'put';
  strike: string;
  expiration: string;
}

/**
 * The contract that a text names: an OCC symbol (`SPY 250117C00500000`), a broker's (`-SPY250117C500`,
 * `.SPY250117C500`, `SPY 250117C500`, `SPY_011725C500`, `SPY17Jan25C500.00`, `SPY 17JAN25 500 C`) or words
 * (`SPY 1/17/2025 Call $500.00`, `CALL (SPY) SPDR S&P 500 JAN 17 25 $500 (100 SHS)`). Undefined for what names none, or
 * not one only.
 */
export function optionSymbol(written: string): OptionSymbol | undefined {
  const text = written.trim().replace(/\s+/g, ' ');
  return occSymbol(text) ?? brokerSymbol(text) ?? namedMonth(text) ?? inWords(text);
}

const OCC = /^([A-Z0-9./^]{1,6}) ?(\d{6})([CP])(\d{8})$/i;
const THOUSAND = decimal(1_000);

function occSymbol(text: string): OptionSymbol | undefined {
  const [, root, day = '', right = '', strike = ''] = OCC.exec(text) ?? [];
  if (root === undefined) return undefined;
  return contract(root, yearFirst(day), right, formatDecimal(divide(decimal(strike), THOUSAND)));
}

const BROKER = /^[-.+]?([A-Z][A-Z0-9./]{0,5}?)(_| ?)(\d{6})([CP])(\d+(?:\.\d+)?)$/i;

/** The day is year first, but after an underscore month first. */
function brokerSymbol(text: string): OptionSymbol | undefined {
  const [, root, underscore, day = '', right = '', strike = ''] = BROKER.exec(text) ?? [];
  if (root === undefined) return undefined;
  return contract(
    root,
    underscore !== '_' ? yearFirst(day) : yearFirst(day.slice(4) + day.slice(0, 4)),
    right,
    strike,
  );
}

const MONTHS = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const NAMED_MONTH = new RegExp(
  `^([A-Z][A-Z./]{0,5})(\\d{1,2})(${MONTHS})(\\d{2})([CP])(\\d+(?:\\.\\d+)?)$`,
  'i',
);
/** `SPY17Jan25C500.00`. */
function namedMonth(text: string): OptionSymbol | undefined {
  const [, root, day, month, year, right = '', strike = ''] = NAMED_MONTH.exec(text) ?? [];
  if (root === undefined) return undefined;
  return contract(root, dayOf(year, monthOf(month), day), right, strike);
}

type DayPattern = readonly [RegExp, (parts: RegExpExecArray) => string];
const IN_NUMBERS: readonly DayPattern[] = [
  [/\b(20\d{2})-(\d{2})-(\d{2})\b/, ([, year, month, day]) => `${year}-${month}-${day}`],
  [/\b(\d{1,2})\/(\d{1,2})\/(20\d{2}|\d{2})\b/, ([, month, day, year]) => dayOf(year, month, day)],
];
const MONTH_FIRST: DayPattern = [
  new RegExp(`\\b(${MONTHS})[A-Z]* (\\d{1,2}),? '?(20\\d{2}|\\d{2})\\b`, 'i'),
  ([, month, day, year]) => dayOf(year, monthOf(month), day),
];
const DAY_FIRST: DayPattern = [
  new RegExp(`\\b(\\d{1,2})[ -]?(${MONTHS})[A-Z]*[ -]?'?(20\\d{2}|\\d{2})\\b`, 'i'),
  ([, day, month, year]) => dayOf(year, monthOf(month), day),
];

/** A letter alone may be a ticker too, which comes first. */
const RIGHT = [/\b(CALL|PUT)S?\b/i, /\b([CP])\b(?!.*\b[CP]\b)/i];
const RIGHT_AFTER_STRIKE = /(\d)([CP])\b/i;
/** How many shares a contract is for, or how often it expires: no strike. */
const BESIDE =
  /\(?\b100 SHS\b\)?|\((WEEKLYS?|QUARTERLYS?|MINI|W)\)|\b100 (?=\(?(?:WEEKLYS?\)? )?\d{1,2} [A-Z]{3} \d{2}\b)/gi;

/** Day, right, strike and ticker in any order; the ticker in parentheses, or the first word that looks like one. */
function inWords(written: string): OptionSymbol | undefined {
  let text = written.replace(BESIDE, ' ');
  const [expiration, dayText] = dayIn(text) ?? [];
  if (expiration === undefined || dayText === undefined) return undefined;
  text = text.replace(dayText, ' ').replace(RIGHT_AFTER_STRIKE, '$1 $2');
  const pattern = RIGHT.find((one) => one.test(text));
  const right = pattern?.exec(text)?.[1];
  if (pattern === undefined || right === undefined) return undefined;
  text = text.replace(pattern, ' ');
  const inParentheses = /\(([A-Z][A-Z0-9.]{0,5})\)/.exec(text)?.[1];
  const root = inParentheses ?? /(?:^|\s)[-.]?([A-Z][A-Z./]{0,5}\d?)(?=\s|$)/.exec(text)?.[1];
  const numbers = [...text.matchAll(/(?:^|\s)(\$?)(\d+(?:,\d{3})*(?:\.\d+)?)(?=\s|$)/g)];
  const [strike, other] = numbers.some(([, dollar]) => dollar)
    ? numbers.filter(([, dollar]) => dollar)
    : numbers;
  if (root === undefined || strike === undefined || other !== undefined) return undefined;
  return contract(root, expiration, right, (strike[2] ?? '').replaceAll(',', ''));
}

/**
 * In `19 JAN 24 50` a number before the month is its day, since a strike may look like a year; in
 * `SECTOR 12 JAN 19 24 $50`, where the dollar is the strike, it is part of a name.
 */
function dayIn(text: string): [day: string, written: string] | undefined {
  const named = text.includes('$') ? [MONTH_FIRST, DAY_FIRST] : [DAY_FIRST, MONTH_FIRST];
  for (const [pattern, read] of [...IN_NUMBERS, ...named]) {
    const parts = pattern.exec(text);
    if (parts) return [read(parts), parts[0]];
  }
  return undefined;
}

function contract(root: string, expiration: string, right: string, strike: string): OptionSymbol | undefined {
  if (!isIsoDate(expiration)) return undefined;
  const ticker = root.toUpperCase();
  return {
    underlying: underlyingOfRoot(ticker),
    root: ticker,
    right: /^c/i.test(right) ? 'call' : 'put',
    strike,
    expiration,
  };
}

/** `250117` as `2025-01-17`. */
function yearFirst(digits: string): string {
  return `20${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4)}`;
}

function dayOf(year = '', month = '', day = ''): string {
  return `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function monthOf(name = ''): string {
  return String(MONTHS.split('|').indexOf(name.toUpperCase()) + 1);
}
