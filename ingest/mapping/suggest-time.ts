/** When what a table tells was done: which columns say it, and of which clock. */
import { isStateCurrency } from '../contracts/currencies.js';
import { pairOf } from '../contracts/pairs.js';
import { findColumn } from './column-headings.js';
import { guessTimeFormat, type GuessedTime } from './guess-time-format.js';
import type { TimeSource } from './mapping.js';
import { isCommaDecimal, type Find } from './suggested-source.js';
import { MOSTLY, shareOf, type SampledColumn, type TableSample } from './table-sample.js';
import { zoneNamed } from './time-format.js';

/** European tables write decimals after a comma, and the day first. */
export function guessed(
  values: readonly string[],
  table: TableSample,
  heading = '',
): GuessedTime | undefined {
  return guessTimeFormat(values, { dayFirst: isCommaDecimal(table.columns), zone: zoneOf(heading, table) });
}

/** Zones by what headings say, by their language, or by the venue; empty where nothing shows whose clock it is. */
function zoneOf(heading: string, table: TableSample): string {
  const beside = [...heading.matchAll(/[([]([^)\]]+)[)\]]/g)].flatMap(
    ([, told = '']) => zoneNamed(told) ?? [],
  );
  if (beside[0] !== undefined) return beside[0];
  if (/\b(utc|gmt)\b/i.test(heading)) return 'UTC';
  const word = /(?:^|[\s_])(EST|EDT|ET|CET|CEST|PST|PDT|PT)$/.exec(heading)?.[1];
  if (word !== undefined) return zoneNamed(word) ?? '';
  if (tradesCoins(table)) return 'UTC';
  return /datum|zeit|tag\b|tijd/i.test(heading) ? BY_LANGUAGE : '';
}

/** German and Dutch headings are of clocks that show the same; what nobody else says is assumed. */
const BY_LANGUAGE = 'Europe/Berlin';

/** Exchanges of coins write UTC. */
function tradesCoins(table: TableSample): boolean {
  const coins = ({ values }: SampledColumn) =>
    values.length > 0 &&
    values.every((text) => {
      const pair = pairOf(text);
      return pair !== undefined && !isStateCurrency(pair.base);
    });
  return findColumn(table, 'symbol', coins) !== undefined;
}

/** A zone that only the language of the headings shows is assumed. */
export function withZone(told: GuessedTime | undefined): GuessedTime | undefined {
  return told?.zone === BY_LANGUAGE ? { ...told, assumed: ['zone', ...(told.assumed ?? [])] } : told;
}

export function timeSource(table: TableSample, find: Find): TimeSource | undefined {
  const isTime = ({ values, heading }: SampledColumn) => guessed(values, table, heading) !== undefined;
  const told = find('time', isTime) ?? byContent(table, isTime);
  if (!told) return undefined;
  const hasClock = ({ values }: SampledColumn) => values.some((text) => /\d:\d/.test(text));
  const later =
    hasClock(told) || findColumn(table, 'clock', isClock)
      ? undefined
      : table.columns.find((one) => /\b(time|timestamp)\b/.test(one.key) && hasClock(one) && isTime(one));
  const column = later ?? told;
  const alone = guessed(column.values, table, column.heading);
  const ofZone = find(
    'zone',
    ({ values }) => values.length > 0 && values.every((text) => zoneNamed(text) !== undefined),
  );
  const zoned = (told: GuessedTime | undefined) =>
    ofZone && told?.zone !== undefined ? { ...told, zone: { column: ofZone.heading } } : withZone(told);
  const clock = column.values.some((text) => /\d:\d/.test(text)) ? undefined : find('clock', isClock);
  if (!clock) return { column: column.heading, ...zoned(alone) };
  const [dayAt, clockAt] = [table.columns.indexOf(column), table.columns.indexOf(clock)];
  const texts = table.rows.map((row) => `${row[dayAt]} ${row[clockAt]}`);
  const both = guessed(texts, table, `${column.heading} ${clock.heading}`);
  return { column: both ? [column.heading, clock.heading] : column.heading, ...zoned(both ?? alone) };
}

function isClock({ values }: SampledColumn): boolean {
  return shareOf(values, (text) => /^\d{1,2}:\d{2}/.test(text)) >= MOSTLY;
}

/** A column of times with clocks, whatever its heading. */
function byContent(
  table: TableSample,
  isTime: (column: SampledColumn) => boolean,
): SampledColumn | undefined {
  return table.columns.find(
    (one) => one.heading !== '' && one.values.some((text) => /\d\D\d.*\d:\d/.test(text)) && isTime(one),
  );
}
