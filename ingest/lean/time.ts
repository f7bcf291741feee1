import { instantAt } from '../../domain/zone.js';

const HOUR = 3_600_000;
const MOST_HOURS = 10_000;

/** Instants of New York's wall clock, for many times of few hours: the zone is asked once an hour. */
export function newYorkInstants(): (isoDate: string, milliseconds: number) => string {
  const hours = new Map<string, number>();
  return (isoDate, milliseconds) => {
    const days = Math.floor(milliseconds / (24 * HOUR));
    const hour = Math.floor(milliseconds / HOUR) % 24;
    const key = `${isoDate} ${days} ${hour}`;
    let start = hours.get(key);
    if (start === undefined) {
      if (hours.size >= MOST_HOURS) hours.clear();
      const date = new Date(Date.parse(isoDate) + days * 24 * HOUR).toISOString().slice(0, 10);
      start = Date.parse(instantAt(date, `${String(hour).padStart(2, '0')}:00:00`));
      hours.set(key, start);
    }
    return new Date(start + (milliseconds % HOUR)).toISOString();
  };
}
