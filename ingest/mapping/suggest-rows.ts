/** Which rows of a table are trades that happened: not orders beside their fills, nor an order's other states. */
import { ZERO } from '../../domain/number/decimal.js';
import { findColumn } from './column-headings.js';
import type { Condition } from './mapping.js';
import { distinct } from './suggested-source.js';
import { isNumber, MOSTLY, numberOf, shareOf, type SampledColumn, type TableSample } from './table-sample.js';

/** The rows that count: by which condition, and the table with them alone. */
export interface CountedRows {
  where: Condition[];
  sample: TableSample;
}

const FILLED =
  /^(partial(ly)?[ _-]?)?(fill|filled|fills|exec|executed|execution|complete|completed|done|settled|matched|closed)( \(partial\))?$|^(teil)?ausgefuhrt$|^(gedeeltelijk )?uitgevoerd$|^executee?s?$|^eseguit[oa]$|^ejecutad[oa]$|^executad[oa]$/;
const STATES =
  /^(new|pending.*|accepted|ack(nowledged)?|submitted|sent|working|open|live|placed|received|routed|queued|triggered|change[ds]?|modified|modify|amended|replaced?|update[ds]?|cancel(l?ed|l?ing)?|cancel.*|rejected|reject|expired?|failed|inactive|stopped|suspended|storniert|abgelaufen|offen|geloscht|geannuleerd|verlopen|annulee?|expiree?|annullato|scaduto|cancelad[oa]|caducad[oa]|expirad[oa]|rechazad[oa]|rejeitad[oa])$/;

/** Levels at which one trade is told, the finest that is money first. */
const LEVELS: readonly RegExp[] = [
  /^(execution|executions|fill|fills|exec)$/,
  /^(trade|trades|transaction|deal)$/,
  /^(order|orders)$/,
  /^(closed ?lots?|lots?|wash ?sales?|symbol ?summary|asset ?summary|sub ?totals?|totals?|summary|header)$/,
];

/** The rows that count, by a column that tells levels or states, or by how much was filled; undefined for all rows. */
export function countedRows(sample: TableSample): CountedRows | undefined {
  const level = byLevel(sample);
  const whole = level?.sample ?? sample;
  const filled = byFilled(whole) ?? byState(whole);
  if (!filled) return level;
  return { where: [...(level?.where ?? []), ...filled.where], sample: filled.sample };
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .trim();
}

/** A column all of whose values are levels, of more than one kind. */
function byLevel(sample: TableSample): CountedRows | undefined {
  for (const column of sample.columns) {
    const values = distinct(column.values);
    if (column.heading === '') continue;
    if (values.length < 2 || values.length > 6) continue;
    const levels = values.map((value) => LEVELS.findIndex((level) => level.test(plain(value))));
    if (levels.includes(-1) || new Set(levels).size < 2) continue;
    const finest = Math.min(...levels);
    return rowsWith(
      sample,
      column,
      values.filter((_, at) => levels[at] === finest),
    );
  }
  return undefined;
}

/** What was filled counts, whatever became of the order. */
function byFilled(sample: TableSample): CountedRows | undefined {
  const column = findColumn(sample, 'filled', ({ values }) => shareOf(values, isNumber) >= MOSTLY);
  if (!column) return undefined;
  const at = sample.columns.indexOf(column);
  const isFilled = (row: readonly string[]) => (numberOf(row[at] ?? '') ?? ZERO) > ZERO;
  if (sample.rows.every(isFilled)) return undefined;
  return {
    where: [{ column: column.heading, above: 0 }],
    sample: withRows(sample, sample.rows.filter(isFilled)),
  };
}

/** A column of the states of orders, by its heading or by what stands in it. */
function byState(sample: TableSample): CountedRows | undefined {
  const isFilled = (text: string) => FILLED.test(plain(text));
  const named = findColumn(sample, 'status', ({ values }) => distinct(values).some(isFilled));
  const column =
    named ??
    sample.columns.find(({ heading, values }) => heading !== '' && tellsStates(distinct(values), isFilled));
  if (!column) return undefined;
  return rowsWith(sample, column, distinct(column.values).filter(isFilled));
}

function tellsStates(values: readonly string[], isFilled: (text: string) => boolean): boolean {
  return (
    values.length > 1 &&
    values.some(isFilled) &&
    values.some((text) => STATES.test(plain(text))) &&
    values.every((text) => isFilled(text) || STATES.test(plain(text)))
  );
}

function rowsWith(sample: TableSample, column: SampledColumn, values: string[]): CountedRows {
  const at = sample.columns.indexOf(column);
  return {
    where: [{ column: column.heading, is: values }],
    sample: withRows(
      sample,
      sample.rows.filter((row) => values.includes(row[at] ?? '')),
    ),
  };
}

/** The table with these rows alone. */
export function withRows(sample: TableSample, rows: string[][]): TableSample {
  const columns = sample.columns.map((one, at) => ({ ...one, values: rows.flatMap((row) => row[at] || []) }));
  return { ...sample, rows, columns };
}
