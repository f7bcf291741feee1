/** How brokers write amounts and dates, brought to the contract's texts. What is not understood is left as it is, for the check to name. */
import { parseDecimal, ZERO, type Decimal } from '../domain/decimal.js';

const AMOUNT = /^([+-]?)(\(?)([+-]?)\$?(\d+|\d{1,3}(?:,\d{3})+)?(\.\d*)?(\)?)$/;

/** `$1,234.50`, `-$1.00`, `($5.00)` and `-10,300.00` as plain decimals; `--` as an empty text. */
export function plainAmount(written: string): string {
  const text = written.trim();
  if (text === '--') return '';
  const parts = AMOUNT.exec(text);
  if (!parts) return text;
  const [, sign = '', open, innerSign = '', whole = '', fraction = '', close] = parts;
  if ((open === '(') !== (close === ')') || !/\d/.test(whole + fraction)) return text;
  const negative = sign === '-' || innerSign === '-' || open === '(';
  return `${negative ? '-' : ''}${whole.replaceAll(',', '')}${fraction}`;
}

/** The amount, zero where none is written, undefined where it cannot be read. */
export function amountOf(written: string): Decimal | undefined {
  const plain = plainAmount(written);
  return plain === '' ? ZERO : parseDecimal(plain);
}

const MONTH_FIRST = /^(\d{1,2}|[a-z]{3})([-/])(\d{1,2})\2(\d{4}|\d{2})$/i;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `7/31/2023`, `7/31/23`, `07-31-23` and `Jul-31-2023` as `2023-07-31`. */
export function isoDay(written: string): string {
  const parts = MONTH_FIRST.exec(written.trim());
  if (!parts) return written.trim();
  const [, month = '', , day = '', year = ''] = parts;
  const number = MONTHS.indexOf(month.toUpperCase()) + 1 || month;
  return `${year.length === 2 ? `20${year}` : year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** A text with its line breaks and runs of blanks as single blanks. */
export function onOneLine(written: string): string {
  return written.trim().replace(/\s+/g, ' ');
}
