/**
 * How brokers write amounts and dates, brought to the contract's texts. What is not understood is left as it is, for
 * the check to name.
 */
import { parseDecimal, ZERO, type Decimal } from '../../domain/number/decimal.js';
import { remembered } from './remembered.js';

const PLAIN = /^-?\d+(?:\.\d+)?$/;
const CURRENCY = /(?<![\d.,])\s*(?:US)?[$€£]\s*|\s*[$€£](?![\d.,])/;
/** No apostrophe: `112'165` is a bond's price in thirty-seconds. */
const BETWEEN_THOUSANDS = /(?<=\d)\s(?=\d{3}(?!\d))/g;
const AMOUNT = /^([+-]?)(\(?)([+-]?)\$?(\d+|[1-9]\d{0,2}(?:,\d{3})+)?(\.\d*)?(\)?)(-?)$/;
/** A comma before decimals: not before three digits, unless dots divide the thousands or the number begins with 0. */
const DECIMAL_COMMA = /^([+-]?\(?)(?:(\d{1,3}(?:\.\d{3})+)|(0)|(\d+)(?!,\d{3}\b))(?:,(\d+))?(\)?-?)$/;
/** Dots that divide thousands: more than one. */
const DOTS = /^[+-]?\(?\d{1,3}(?:\.\d{3}){2,}\)?-?$/;

/**
 * `$1,234.50`, `-$1.00`, `($5.00)`, `1.234,56`, `12,5 €`, `1 234.50` and `5.00-` as plain decimals; `--` as an empty
 * text. `1,234` is a thousand and more, `1.234` is one and a bit.
 */
export function plainAmount(written: string): string {
  const text = written.trim();
  if (text === '--') return '';
  const bare = text.startsWith('$') ? text.slice(1) : text;
  if (PLAIN.test(bare)) return bare;
  const parts = AMOUNT.exec(text) ?? AMOUNT.exec(asInAmerica(text));
  if (!parts) return text;
  const [, sign = '', open, innerSign = '', whole = '', fraction = '', close, after] = parts;
  if ((open === '(') !== (close === ')') || !/\d/.test(whole + fraction)) return text;
  if (sign !== '' && innerSign !== '') return text;
  const negative = sign === '-' || innerSign === '-' || open === '(' || after === '-';
  return `${negative ? '-' : ''}${whole.replaceAll(',', '')}${fraction}`;
}

function asInAmerica(text: string): string {
  const bare = text.replace('\u2212', '-').replace(CURRENCY, '').replace(BETWEEN_THOUSANDS, '');
  return bare.includes(',') || DOTS.test(bare) ? withPoint(bare) : bare;
}

function withPoint(text: string): string {
  const parts = DECIMAL_COMMA.exec(text);
  if (!parts) return text;
  const [, before = '', grouped, zero, whole, decimals, after = ''] = parts;
  const number = (grouped ?? zero ?? whole ?? '').replaceAll('.', '');
  return `${before}${number}${decimals === undefined ? '' : `.${decimals}`}${after}`;
}

/** The amount, zero where none is written, undefined where it cannot be read. */
export function amountOf(written: string): Decimal | undefined {
  const plain = plainAmount(written);
  return plain === '' ? ZERO : parseDecimal(plain);
}

const MONTH_FIRST = /^(\d{1,2}|[a-z]{3})([-/])(\d{1,2})\2(\d{4}|\d{2})$/i;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `7/31/2023`, `7/31/23`, `07-31-23` and `Jul-31-2023` as `2023-07-31`. */
export const isoDay = remembered((written: string): string => {
  const parts = MONTH_FIRST.exec(written.trim());
  if (!parts) return written.trim();
  const [, month = '', , day = '', year = ''] = parts;
  const number = MONTHS.indexOf(month.toUpperCase()) + 1 || month;
  return `${year.length === 2 ? `20${year}` : year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
});

/** A text with its line breaks and runs of blanks as single blanks. */
export function onOneLine(written: string): string {
  return written.trim().replace(/\s+/g, ' ');
}
