import { z } from '@hono/zod-openapi';
import { PRINTABLE, PRINTABLE_LINES } from '../../domain/printable.js';
import { isIsoDate } from '../../domain/time/dates.js';

/** What parameters and answers are made of. */
const DATE = /^(19|2[01])\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** A calendar day between 1900 and 2199. */
export const date = z
  .string()
  .regex(DATE, 'not a date like 2026-01-05')
  .refine(isIsoDate, 'not a day of the calendar')
  .openapi({ format: 'date', example: '2026-01-05' });

/** Half of a pair of UTF-16. */
const HALF = /\p{Surrogate}/u;

const UNSEEN = 'has a character that cannot be shown';

/** A text of a person: so many characters at most, all of which are seen. */
export function text(most: number) {
  return seen(most, PRINTABLE);
}

/** A note of a person, of one line or several. */
export function prose(most: number) {
  return seen(most, PRINTABLE_LINES).overwrite((given) => given.replaceAll('\r\n', '\n'));
}

function seen(most: number, pattern: RegExp) {
  return z
    .string()
    .max(most)
    .regex(pattern, UNSEEN)
    .refine((given) => !HALF.test(given), UNSEEN);
}

/** An id as it came from here. */
export const id = text(200).min(1);

/** In answers: an instant in UTC, or a bare date where the time is unknown. */
export const time = z.string().openapi({ example: '2026-01-06T05:00:00Z' });

/** In answers: money, a price or a quantity. */
export const amount = z.number();

/** In answers: per cent with one decimal. */
export const percent = z.number();

/** Texts with commas between them. */
export function listOf(most: number) {
  return text(most).transform((given) =>
    given
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );
}
