import { FileRefused } from '../../domain/errors.js';
import { remembered } from './remembered.js';

const SLASHED = /^(\d{1,2})[-/](\d{1,2})[-/]\d{2,4}\b/;
const DOTTED = /^\d{1,2}\.\d{1,2}\.\d{2,4}\b/;

/** 1 for a day that is written month first, -1 for one written day first, 0 where it might be either. */
const orderOf = remembered((written: string): number => {
  if (DOTTED.test(written)) return -1;
  const [, first, second] = SLASHED.exec(written)?.map(Number) ?? [];
  if (first === undefined || second === undefined) return 0;
  if (first > 12 && first <= 31 && second <= 12) return -1;
  return first <= 12 && second > 12 && second <= 31 ? 1 : 0;
});

/**
 * Watches the days of a file whose format writes the month first. Saved again by a program of another country it has
 * the day first: `13/07/2023` would be rejected and `12/07/2023` be another day. At its end such a file, in which more
 * days can only be that way, is refused with {@link FileRefused}.
 */
export function monthFirstDays(format: string): { see(written: string): void; check(): void } {
  const counts = { monthFirst: 0, dayFirst: 0 };
  let example = '';
  return {
    see(written) {
      const order = orderOf(written);
      if (order > 0) counts.monthFirst++;
      if (order < 0) {
        counts.dayFirst++;
        example ||= written;
      }
    },
    check() {
      if (counts.dayFirst <= counts.monthFirst) return;
      throw new FileRefused(
        `${format} with days written day first (${JSON.stringify(example.slice(0, 40))}), as a spreadsheet of another country saves it: ` +
          'import the file as the broker gave it, or this one by a mapping (import --suggest)',
      );
    },
  };
}
