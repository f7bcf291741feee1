import { hash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingRow } from '../../domain/learning/training/training-row.js';
import { newYorkDay } from '../../domain/time/calendar.js';
import { addDays, type IsoDate } from '../../domain/time/dates.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';
import { makeFolder, PARTIAL } from '../home/durable-file.js';
import type { Home } from '../home/home.js';
import { sqlText } from '../staging/datasets.js';

/** So many labels back a stream goes: of what came before, one part in twenty thousand is left. */
export const STREAM = 2_000;

/**
 * Where a stream begins: it is of the scenarios from that day on, and of those whose labels became known from it on.
 * The first day of the last so many scenarios whose labels were known by a moment, in milliseconds since 1970; the New
 * York day of that where there are none. Labels that came later have no part in it: the same moment gives the same day.
 */
export async function streamStart(
  reader: Reader,
  { by, labels }: { by: number; labels: number },
): Promise<IsoDate> {
  const moment = new Date(by).toISOString();
  const today = newYorkDay(moment);
  const [first] = await reader.rows<{ day: IsoDate | null }>(
    `SELECT min(trading_date) AS day FROM (
       SELECT trading_date FROM scenarios WHERE status = 'labelled' AND label IS NOT NULL
         AND CASE WHEN length(labelled_at) = 10 THEN labelled_at < $today ELSE rtrim(labelled_at, 'Z') <= $moment END
       ORDER BY trading_date DESC, scenario_id LIMIT ${labels})`,
    { today, moment: moment.replace(/(\.000)?Z$/, '') },
  );
  return first?.day ?? today;
}

/** A label, and when it was known. */
export interface StoredLabel {
  scenario_id: string;
  labelled_at: string;
  label: 0 | 1;
}

/**
 * The labels of a day and later, by the text of their time, with one at least that was surely known when the day began,
 * if there is any; and how many there were before these, and how many of them gains.
 */
export async function labelsFrom(
  reader: Reader,
  day: IsoDate,
): Promise<{ labels: StoredLabel[]; before: { labels: number; gains: number } }> {
  const labelled = `scenarios WHERE status = 'labelled' AND label IS NOT NULL AND reward IS NOT NULL AND labelled_at IS NOT NULL`;
  // A bare date of the day before is over in New York only some hours later.
  const [last] = await reader.rows<{ day: IsoDate | null }>(
    `SELECT max(left(labelled_at, 10)) AS day FROM ${labelled} AND left(labelled_at, 10) < $over`,
    { over: addDays(day, -1) },
  );
  // A bare date is known later than instants that follow it in text: the day before that one is read as well.
  const from = last?.day ? addDays(last.day, -1) : day;
  const labels = await reader.rows<StoredLabel>(
    `SELECT scenario_id, labelled_at, label FROM ${labelled} AND left(labelled_at, 10) >= $from ORDER BY labelled_at, scenario_id`,
    { from },
  );
  const [counted] = await reader.rows<{ labels: number; gains: number }>(
    `SELECT count(*) AS labels, count(*) FILTER (label = 1) AS gains FROM ${labelled} AND left(labelled_at, 10) < $from`,
    { from },
  );
  return { labels, before: counted ?? { labels: 0, gains: 0 } };
}

/**
 * The SHA-256 of scenarios with their features as Parquet, of what a stream is learned from: what became of one that
 * had no label by then has no part in it.
 */
export async function streamHash(
  { warehouse, home }: { warehouse: Warehouse; home: Pick<Home, 'training'> },
  rows: readonly TrainingRow[],
): Promise<string> {
  await makeFolder(home.training);
  const path = join(home.training, `stream${PARTIAL}`);
  await warehouse.run(
    `CREATE OR REPLACE TEMPORARY TABLE stream_rows (
       scenario_id VARCHAR, sent_at VARCHAR, trading_date DATE, account VARCHAR, underlying VARCHAR, labelled_at VARCHAR,
       label INTEGER, reward DOUBLE, "values" DOUBLE[])`,
  );
  await warehouse.insert(
    'stream_rows',
    rows.map(({ values, status, labelled_at, label, reward, ...row }) => {
      const known = status === 'labelled' && label !== null;
      return {
        ...{ scenario_id: row.scenario_id, sent_at: row.sent_at, trading_date: row.trading_date },
        ...{ account: row.account, underlying: row.underlying, values: [...values] },
        ...(known ? { labelled_at, label, reward } : { labelled_at: null, label: null, reward: null }),
      };
    }),
  );
  try {
    await warehouse.run(
      `COPY (SELECT * FROM stream_rows ORDER BY scenario_id) TO ${sqlText(path)} (FORMAT parquet)`,
    );
    return hash('sha256', await readFile(path), 'hex');
  } finally {
    await rm(path, { force: true });
  }
}
