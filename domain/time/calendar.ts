/**
 * The New York Stock Exchange's sessions from 1998 on: weekends, the holidays by their rules, the closings that
 * followed no rule, and early closes. Source: NYSE, "Holidays & Trading Hours" and its historical list of special
 * closings.
 */
import { addDays, isoDate, weekday, type IsoDate } from './dates.js';
import { wallClock } from './zone.js';

const SPECIAL_CLOSINGS = new Set([
  '2001-09-11',
  '2001-09-12',
  '2001-09-13',
  '2001-09-14',
  '2004-06-11',
  '2007-01-02',
  '2012-10-29',
  '2012-10-30',
  '2018-12-05',
  '2025-01-09',
]);

/** Early closes that follow no rule of today. */
const SPECIAL_EARLY_CLOSES = new Set(['1999-12-31', '2002-07-05', '2003-12-26']);

const holidaysByYear = new Map<number, Set<IsoDate>>();

export function isSession(date: IsoDate): boolean {
  return weekday(date) <= 5 && !SPECIAL_CLOSINGS.has(date) && !holidays(Number(date.slice(0, 4))).has(date);
}

export function sessionOnOrAfter(date: IsoDate): IsoDate {
  let day = date;
  while (!isSession(day)) day = addDays(day, 1);
  return day;
}

export function sessionOnOrBefore(date: IsoDate): IsoDate {
  let day = date;
  while (!isSession(day)) day = addDays(day, -1);
  return day;
}

/** The first session after that day. */
export function nextSession(date: IsoDate): IsoDate {
  return remembered(sessionAfter, date, () => sessionOnOrAfter(addDays(date, 1)));
}

/** The session that comes so many after that day. */
export function sessionsAfter(date: IsoDate, count: number): IsoDate {
  let session = date;
  for (let i = 0; i < count; i++) session = nextSession(session);
  return session;
}

/** The last session before that day. */
export function previousSession(date: IsoDate): IsoDate {
  return remembered(sessionBefore, date, () => sessionOnOrBefore(addDays(date, -1)));
}

/** By day, of which there are few: millions of records ask for the same. */
const sessionAfter = new Map<IsoDate, IsoDate>();
const sessionBefore = new Map<IsoDate, IsoDate>();
const closes = new Map<IsoDate, string>();

function remembered(known: Map<IsoDate, string>, day: IsoDate, find: () => string): string {
  const found = known.get(day) ?? find();
  known.set(day, found);
  return found;
}

/** All sessions from `from` to `to`, both included. */
export function sessionsBetween(from: IsoDate, to: IsoDate): IsoDate[] {
  const sessions: IsoDate[] = [];
  for (let day = sessionOnOrAfter(from); day <= to; day = nextSession(day)) sessions.push(day);
  return sessions;
}

/** New York wall-clock time at which a session closes: `16:00:00`, or `13:00:00` on an early close. */
export function closeTime(session: IsoDate): string {
  return remembered(closes, session, () => (isEarlyClose(session) ? '13:00:00' : '16:00:00'));
}

/**
 * The trading date of an execution: the New York day of its time, or the next session where that day has none.
 * `at` is an ISO instant or a bare date (a New York day already).
 */
export function tradingDateOf(at: string): IsoDate {
  return sessionOnOrAfter(newYorkDay(at));
}

/**
 * The trading date of advice: that of `sent_at`, or the next session when it was sent at or after the close or on a day
 * without one. A bare date was sent before that day's open.
 */
export function adviceTradingDate(sentAt: string): IsoDate {
  if (isBareDate(sentAt)) return sessionOnOrAfter(sentAt);
  const { date, time } = wallClock(sentAt);
  return time >= closeTime(date) ? nextSession(date) : sessionOnOrAfter(date);
}

/** The New York day of an instant; a bare date is one already. */
export function newYorkDay(at: string): IsoDate {
  if (isBareDate(at)) return at;
  const [date, hour] = [at.slice(0, 10), at.slice(11, 13)];
  // New York is four to five hours behind UTC: only between the two the zone has to be asked, which takes long.
  if (hour === '04' || !at.endsWith('Z')) return wallClock(at).date;
  return hour > '04' ? date : addDays(date, -1);
}

/** True where the record knows the day and not the time. */
export function isBareDate(at: string): boolean {
  return at.length === 10;
}

/** The last session whose close lies at or before an instant: the logical date of a run that starts then. */
export function lastClosedSession(instant: string): IsoDate {
  const { date, time } = wallClock(instant);
  return isSession(date) && time >= closeTime(date) ? date : previousSession(date);
}

function isEarlyClose(session: IsoDate): boolean {
  if (SPECIAL_EARLY_CLOSES.has(session)) return true;
  const [year, monthDay] = [Number(session.slice(0, 4)), session.slice(5)];
  if (monthDay === '12-24') return true;
  if (monthDay === '07-03') return year >= 2013 || weekday(session) !== 3;
  return session === addDays(nthWeekday({ year, month: 11, weekday: 4, nth: 4 }), 1);
}

function holidays(year: number): Set<IsoDate> {
  const known = holidaysByYear.get(year);
  if (known) return known;
  const newYear = isoDate(year, 1, 1);
  const days = new Set([
    weekday(newYear) === 7 ? addDays(newYear, 1) : newYear,
    nthWeekday({ year, month: 1, weekday: 1, nth: 3 }),
    nthWeekday({ year, month: 2, weekday: 1, nth: 3 }),
    addDays(easterSunday(year), -2),
    lastMonday(year, 5),
    observed(isoDate(year, 7, 4)),
    nthWeekday({ year, month: 9, weekday: 1, nth: 1 }),
    nthWeekday({ year, month: 11, weekday: 4, nth: 4 }),
    observed(isoDate(year, 12, 25)),
  ]);
  if (year >= 2022) days.add(observed(isoDate(year, 6, 19)));
  holidaysByYear.set(year, days);
  return days;
}

/** Saturday's holiday closes the Friday before, Sunday's the Monday after. */
function observed(date: IsoDate): IsoDate {
  const day = weekday(date);
  return day === 6 ? addDays(date, -1) : day === 7 ? addDays(date, 1) : date;
}

function nthWeekday(of: { year: number; month: number; weekday: number; nth: number }): IsoDate {
  const first = isoDate(of.year, of.month, 1);
  return addDays(first, ((of.weekday - weekday(first) + 7) % 7) + 7 * (of.nth - 1));
}

function lastMonday(year: number, month: number): IsoDate {
  const last = isoDate(year, month + 1, 0);
  return addDays(last, 1 - weekday(last));
}

/** Gregorian Easter: the anonymous algorithm in Meeus, Astronomical Algorithms (1991), chapter 8. */
function easterSunday(year: number): IsoDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return isoDate(year, month, ((h + l - 7 * m + 114) % 31) + 1);
}
