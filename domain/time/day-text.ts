import { weekday, type IsoDate } from './dates.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `18 March 2022` */
export function longDay(date: IsoDate): string {
  return `${dayOfMonth(date)} ${monthOf(date)} ${yearOf(date)}`;
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** `Friday` */
export function weekdayName(date: IsoDate): string {
  return WEEKDAYS[weekday(date) - 1] ?? '';
}

/** `18 Mar`, or `18 Mar 2023` where that is not the year of the day it is read beside. */
export function shortDay(date: IsoDate, beside: IsoDate): string {
  const day = `${dayOfMonth(date)} ${monthOf(date).slice(0, 3)}`;
  return yearOf(date) === yearOf(beside) ? day : `${day} ${yearOf(date)}`;
}

function dayOfMonth(date: IsoDate): number {
  return Number(date.slice(8, 10));
}

function monthOf(date: IsoDate): string {
  return MONTHS[Number(date.slice(5, 7)) - 1] ?? '';
}

function yearOf(date: IsoDate): string {
  return date.slice(0, 4);
}
