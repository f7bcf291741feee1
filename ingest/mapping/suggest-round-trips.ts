/** Tables of closed positions: a row has both how one was opened and how it was closed. */
import { actionOf } from './action-words.js';
import type { Source, TextSource } from './mapping.js';
import { guessed, withZone } from './suggest-time.js';
import { distinct, numberSource, TO_FILL_IN } from './suggested-source.js';
import { isNumber, MOSTLY, shareOf, type SampledColumn, type TableSample } from './table-sample.js';

const OPENED = /\b(open|opened|opening|entry|entered|bought|buy|acquired)\b/;
const CLOSED = /\b(close|closed|closing|exit|exited|sold|sell)\b/;
const WHEN = /\b(time|date|at|on|datetime)\b/;
const PRICE = /\b(price|rate|px|avg)\b/;

/** What of a row opened the position, and what of it closed it; undefined for a table of other rows. */
export function roundTrips(
  table: TableSample,
): { opened: Record<string, Source>; closed: Record<string, Source> } | undefined {
  const { columns } = table;
  const of = (which: RegExp, what: RegExp, fits: (column: SampledColumn) => boolean) =>
    columns.find((column) => which.test(column.key) && what.test(column.key) && fits(column));
  const isTime = (column: SampledColumn) =>
    !column.values.every(isNumber) && guessed(column.values, table, column.heading) !== undefined;
  const isPrice = ({ values }: SampledColumn) => shareOf(values, isNumber) >= MOSTLY;
  const [openedAt, closedAt] = [of(OPENED, WHEN, isTime), of(CLOSED, WHEN, isTime)];
  const [openedFor, closedFor] = [of(OPENED, PRICE, isPrice), of(CLOSED, PRICE, isPrice)];
  if (!openedAt || !closedAt || !openedFor || !closedFor || openedAt === closedAt) return undefined;
  const when = (column: SampledColumn): Source => ({
    column: column.heading,
    ...withZone(guessed(column.values, table, column.heading)),
  });
  const [buys, sells] = sides(table);
  return {
    opened: { executed_at: when(openedAt), action: buys, price: numberSource(table, { of: [openedFor] }) },
    closed: { executed_at: when(closedAt), action: sells, price: numberSource(table, { of: [closedFor] }) },
  };
}

/** Which way a position was opened and closed, by a column that begins with a side; to be filled in without one. */
function sides({ columns }: TableSample): [TextSource, TextSource] {
  const verbOf = (written: string) => /^(long|short|buy|sell)\b/i.exec(written)?.[1]?.toLowerCase();
  const column = columns.find(
    ({ heading, values }) =>
      heading !== '' && values.length > 0 && values.every((one) => verbOf(one) !== undefined),
  );
  if (!column) return [TO_FILL_IN, TO_FILL_IN];
  const verbs = distinct(column.values.flatMap((one) => verbOf(one) ?? []));
  const meaning = (opened: boolean) =>
    Object.fromEntries(
      verbs.map((verb) => {
        const long = verb === 'long' || actionOf(verb) === 'buy';
        return [`${verb}*`, long ? (opened ? 'buy' : 'sell') : opened ? 'sell_to_open' : 'buy_to_close'];
      }),
    );
  return [
    { column: column.heading, values: meaning(true) },
    { column: column.heading, values: meaning(false) },
  ];
}
