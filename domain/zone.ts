import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from './dates.js';

/** The exchange's zone: every trading date is a day here. */
export const NEW_YORK = 'America/New_York';

/** Wall-clock date and time (`HH:MM:SS`) that a clock in `zone` shows at an instant (ISO text with offset or Z). */
export function wallClock(instant: string, zone: string = NEW_YORK): { date: IsoDate; time: string } {
  const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return {
    date: zoned.toPlainDate().toString(),
    time: zoned.toPlainTime().toString({ smallestUnit: 'second' }),
  };
}

/**
 * The instant, as UTC text `2025-01-06T14:30:00Z`, at which a clock in `zone` shows that date and time. A time that daylight saving
 * skips is taken an hour later, one that it repeats is the first of the two.
 */
export function instantAt(date: IsoDate, time: string, zone: string = NEW_YORK): string {
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone).toInstant().toString();
}
