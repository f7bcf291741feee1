const DAY = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const DAY_OF_ANOTHER_YEAR = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A trading day (New York's), as `Fri 9 Jan`; of another year than this one with that, as `Fri 9 Jan 2022`. */
export function dayText(date: string): string {
  return (isOfThisYear(date) ? DAY : DAY_OF_ANOTHER_YEAR).format(new Date(`${date}T00:00:00Z`));
}

/** The same where there is little room: `Fri 9 Jan`, or `9 Jan 2022`. */
export function narrowDayText(date: string): string {
  return isOfThisYear(date) ? dayText(date) : dateText(date);
}

function isOfThisYear(date: string): boolean {
  return date.startsWith(String(new Date().getFullYear()));
}

/** The same without its weekday. */
export function shortDayText(date: string): string {
  return SHORT_DAY.format(new Date(`${date}T00:00:00Z`));
}

/** The same with its year. */
export function dateText(date: string): string {
  return DAY_OF_YEAR.format(new Date(`${date}T00:00:00Z`));
}

/** An instant, by the clock of who looks; a bare date as it is. */
export function momentText(at: string): string {
  return at.length === 10 ? dateText(at) : MOMENT.format(new Date(at));
}

/** `Week 2026-W02`. */
export function weekText(week: string): string {
  return `Week ${week}`;
}

/** The Monday of a week, as a date. */
export function mondayOf(week: string): string {
  const [year, number] = week.split('-W').map(Number) as [number, number];
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = fourth.getUTCDate() - ((fourth.getUTCDay() + 6) % 7) + 7 * (number - 1);
  return new Date(Date.UTC(year, 0, monday)).toISOString().slice(0, 10);
}
