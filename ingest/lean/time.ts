import { addDays, type IsoDate } from '../../domain/time/dates.js';
import { instantAt } from '../../domain/time/zone.js';

const DAY = 86_400_000;

/** The instant so many milliseconds after midnight by New York's clock, which may be on the next day. */
export function newYorkInstant(date: IsoDate, milliseconds: number): string {
  const day = milliseconds < DAY ? date : addDays(date, Math.floor(milliseconds / DAY));
  return instantAt(day, new Date(milliseconds % DAY).toISOString().slice(11, 23));
}
