import { daysBetween, isIsoDate } from '../../domain/time/dates.js';

/** More records than an account has in a day. */
const BEHIND_ALL = 1_000_000;

/**
 * The `sequence` of a record that was booked on a later day than the one on which it took effect: behind that day's own
 * records, in the order of the bookings. Null for a record of its own day, whose order is in its file; not so the
 * others', since a file that was made before has the day without them.
 */
export function lateSequence(day: string, booked: string): number | null {
  if (!isIsoDate(day) || !isIsoDate(booked) || day >= booked) return null;
  return BEHIND_ALL * daysBetween(day, booked);
}
