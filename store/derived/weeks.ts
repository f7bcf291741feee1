import type { Decimal } from '../../domain/number/decimal.js';
import { formatDecimal, parseDecimal } from '../../domain/number/decimal.js';
import type { DateRange, IsoDate } from '../../domain/time/dates.js';
import { formatWeek, parseWeek, weekRange, type IsoWeek } from '../../domain/time/iso-week.js';
import { TRADE_ACTIONS } from '../../domain/records/records.js';
import { WEEK_RULES } from '../../domain/week/rules.js';
import type { Sides } from '../../domain/week/result-lines.js';
import type { WeekClosing, WeekCounterfactual, WeekMatch, WeekSummary } from '../../domain/week/week.js';
import type { ExportedTable } from '../exported-table.js';
import type { PublishedWeek } from '../home/journal.js';
import { dayOf } from '../staging/session-calendar.js';
import { staleOf } from '../stale.js';
import type { Reader, Warehouse } from '../duckdb/warehouse.js';

/** What was published of each week, a row a revision. */
export const weeklySummariesTable: ExportedTable = {
  name: 'weekly_summaries',
  columns: {
    year: 'integer',
    week: 'integer',
    revision: 'integer',
    as_of: 'date',
    recommendations: 'integer',
    executions: 'integer',
    consent: 'integer',
    consent_passive: 'integer',
    modify: 'integer',
    reject: 'integer',
    independent: 'integer',
    no_action: 'integer',
    pending: 'integer',
    excluded: 'integer',
    divergence_rate: 'double',
    divergence_rate_low: 'double',
    divergence_rate_high: 'double',
    consent_rate: 'double',
    consent_rate_low: 'double',
    consent_rate_high: 'double',
    consent_rate_active: 'double',
    pnl_human: 'decimal',
    pnl_algorithm_low: 'decimal',
    pnl_algorithm_mid: 'decimal',
    pnl_algorithm_high: 'decimal',
    top_modifications: 'json',
    patterns: 'json',
    candidates: 'json',
    realised_pnl: 'decimal',
    closings: 'integer',
    currency: 'text',
    episodes: 'integer',
    divergence_rate_by_episode: 'double',
    active: 'integer',
    active_modified: 'integer',
    active_refused: 'integer',
    price_only: 'integer',
    divergence_chosen: 'double',
    divergence_chosen_low: 'double',
    divergence_chosen_high: 'double',
  },
  order: ['year', 'week', 'revision'],
  // Its Monday: the fourth of January lies in the first week of a year.
  day: `(date_trunc('week', make_date(exported.year, 1, 4))::DATE + 7 * (exported.week - 1))`,
};

/** A row of weekly_summaries: what was published, and when. */
export interface PublishedSummary extends WeekSummary {
  revision: number;
  /** The day through which matches were known; null before anything was reconciled. */
  as_of: IsoDate | null;
  /** Of what the week is made of: equal hashes, equal content. */
  input_hash: string;
}

const LATEST_REVISIONS = 'QUALIFY row_number() OVER (PARTITION BY year, week ORDER BY revision DESC) = 1';

/** What a week is made of, by the day that decides which week; the hash of a week is over all that is selected here. */
const MATCHES = `
  SELECT trading_date AS day, match_id AS id, match_type, recommendation_id, episode_id, window_opens,
    len(coalesce(fill_record_ids, [])) > 0 AS answered, underlying, coalesce(excluded, FALSE) AS excluded,
    coalesce(passive, FALSE) AS passive, coalesce(modified_fields, []) AS modified_fields,
    strike_diff, expiration_diff_days, premium_diff, quantity_diff
  FROM matches`;
/** Closings of lots, by the New York day; without those of which it is not known what was paid. */
const CLOSINGS = `
  SELECT ${dayOf('closed_at')} AS day, outcome_id AS id, pnl, currency FROM outcomes
  WHERE closed_at IS NOT NULL AND pnl IS NOT NULL`;
/** What of decisions with advice ended, by the day on which it did. */
export const COUNTERFACTUALS = `
  SELECT horizon AS day, recommendation_id AS id, underlying, human_pnl, pnl_low, pnl_mid, pnl_high, currency
  FROM counterfactuals JOIN (SELECT match_id, underlying FROM matches) USING (match_id)`;
/** Executions that are trades, not what happened to a position without one. */
const FILLS = `SELECT trading_date AS day FROM executions WHERE list_contains($actions, action)`;

/** The matches whose trading date lies within these days, in a stable order. */
export function matchesOfWeek(warehouse: Warehouse, { from, to }: DateRange): Promise<WeekMatch[]> {
  return warehouse.rows<WeekMatch>(
    `SELECT * EXCLUDE (day, id) FROM (${MATCHES}) WHERE day BETWEEN $from::DATE AND $to::DATE ORDER BY id`,
    { from, to },
  );
}

/** The closings within these days. */
export function closingsOfWeek(warehouse: Warehouse, { from, to }: DateRange): Promise<WeekClosing[]> {
  return warehouse.rows<WeekClosing>(
    `SELECT pnl, currency FROM (${CLOSINGS}) WHERE day BETWEEN $from::DATE AND $to::DATE ORDER BY id`,
    { from, to },
  );
}

/** The counterfactuals whose horizon lies within these days. */
export function counterfactualsOfWeek(
  warehouse: Warehouse,
  { from, to }: DateRange,
): Promise<WeekCounterfactual[]> {
  return warehouse.rows<WeekCounterfactual>(
    `SELECT * EXCLUDE (day, id) FROM (${COUNTERFACTUALS}) WHERE day BETWEEN $from::DATE AND $to::DATE ORDER BY id`,
    { from, to },
  );
}

/** How many fills there were within these days. */
export async function fillsOfWeek(warehouse: Warehouse, { from, to }: DateRange): Promise<number> {
  const [row] = await warehouse.rows<{ fills: number }>(
    `SELECT count(*) AS fills FROM (${FILLS}) WHERE day BETWEEN $from::DATE AND $to::DATE`,
    { from, to, actions: TRADE_ACTIONS },
  );
  return row?.fills ?? 0;
}

/** A week by what it is made of. */
export interface WeekHash {
  week: IsoWeek;
  /** Of its inputs as they are; null where it has none. */
  now: string | null;
  /** Of the inputs of its last published revision; null where there is none. */
  told: string | null;
}

/**
 * These weeks, and those published that are stale, in order. The hash is of a set: nothing is sorted. A week that has
 * no inputs and was not published is missing.
 */
export function weekHashes(warehouse: Warehouse, weeks: readonly IsoWeek[]): Promise<WeekHash[]> {
  return warehouse.rows<WeekHash>(
    `WITH published AS (
       SELECT date_trunc('week', make_date(year, 1, 4))::DATE + 7 * (week - 1) AS monday, input_hash AS told
       FROM weekly_summaries ${LATEST_REVISIONS}),
     looked AS (
       SELECT unnest($mondays)::DATE AS monday
       UNION SELECT monday FROM published JOIN ${staleOf('week')} AS stale ON monday BETWEEN from_date AND to_date),
     parts AS (
       SELECT day, 'match ' || m::VARCHAR AS content FROM (${MATCHES}) AS m
       UNION ALL SELECT day, 'closing ' || c::VARCHAR FROM (${CLOSINGS}) AS c
       UNION ALL SELECT day, 'counterfactual ' || c::VARCHAR FROM (${COUNTERFACTUALS}) AS c
       UNION ALL SELECT date_trunc('week', make_date(year, 1, 4))::DATE + 7 * (week - 1),
         'decided ' || row(active, active_modified, active_refused, price_only)::VARCHAR FROM pattern_weeks WHERE active > 0
       UNION ALL SELECT date_trunc('week', make_date(year, 1, 4))::DATE + 7 * (week - 1), 'pattern ' || pattern_id || ' ' || text
         FROM patterns WHERE found
       UNION ALL SELECT min(day), 'fills ' || count(*) FROM (${FILLS}) GROUP BY date_trunc('week', day)),
     inputs AS (
       SELECT date_trunc('week', day)::DATE AS monday,
         '${WEEK_RULES}: ' || count(*) || ' ' || bit_xor(md5_number(content))::VARCHAR AS now
       FROM parts WHERE day BETWEEN (SELECT min(monday) FROM looked) AND (SELECT max(monday) + 6 FROM looked) GROUP BY 1)
     SELECT format('{:04d}-W{:02d}', isoyear(monday), week(monday)) AS week, now, told
     FROM looked LEFT JOIN inputs USING (monday) LEFT JOIN published USING (monday)
     WHERE now IS NOT NULL OR told IS NOT NULL ORDER BY monday`,
    { mondays: weeks.map((week) => weekRange(week).from), actions: TRADE_ACTIONS },
  );
}

/** Every week with anything to publish, or that was published, in order. */
export function weeksThereAre(warehouse: Warehouse): Promise<{ week: IsoWeek; published: boolean }[]> {
  return warehouse.rows<{ week: IsoWeek; published: boolean }>(
    `WITH days AS (
       SELECT day FROM (${MATCHES}) UNION ALL SELECT day FROM (${COUNTERFACTUALS}) UNION ALL SELECT day FROM (${CLOSINGS})
       UNION ALL SELECT day FROM (${FILLS})),
     there AS (
       SELECT isoyear(day) AS year, week(day) AS week, FALSE AS published FROM days
       UNION SELECT year, week, TRUE FROM weekly_summaries)
     SELECT format('{:04d}-W{:02d}', year, week) AS week, bool_or(published) AS published
     FROM there GROUP BY year, week ORDER BY year, week`,
    { actions: TRADE_ACTIONS },
  );
}

/** The last day with advice or a trade; null where there is neither. */
export async function lastActiveDay(warehouse: Warehouse): Promise<IsoDate | null> {
  const [row] = await warehouse.rows<{ day: IsoDate | null }>(
    `SELECT max(day) AS day FROM (${FILLS} UNION ALL SELECT trading_date FROM recommendations)`,
    { actions: TRADE_ACTIONS },
  );
  return row?.day ?? null;
}

/** The last day that was reconciled. */
export async function lastReconciled(warehouse: Reader): Promise<IsoDate | null> {
  const [row] = await warehouse.rows<{ day: IsoDate | null }>('SELECT max(to_date) AS day FROM reconciled');
  return row?.day ?? null;
}

/** The last week that is published. */
export async function lastPublished(warehouse: Reader): Promise<IsoWeek | null> {
  const [row] = await warehouse.rows<{ year: number; week: number }>(
    'SELECT year, week FROM weekly_summaries ORDER BY year DESC, week DESC LIMIT 1',
  );
  return row === undefined ? null : formatWeek(row);
}

/** The latest revisions of all weeks, oldest first. */
export function publishedWeeks(warehouse: Reader): Promise<PublishedSummary[]> {
  return warehouse.rows<PublishedSummary>(
    `SELECT * FROM weekly_summaries ${LATEST_REVISIONS} ORDER BY year, week`,
  );
}

/** What both sides of a week came to, in its latest revision unless one is named; undefined where there is none. */
export async function sidesOfWeek(
  warehouse: Reader,
  { week, revision = null }: { week: IsoWeek; revision?: number | null },
): Promise<(Sides & { currency: string | null }) | undefined> {
  const [row] = await warehouse.rows<Sides & { currency: string | null }>(
    `SELECT pnl_human, pnl_algorithm_low, pnl_algorithm_mid, pnl_algorithm_high, currency FROM weekly_summaries
     WHERE (year, week) = ($year, $week) AND ($revision::INTEGER IS NULL OR revision = $revision::INTEGER) ${LATEST_REVISIONS}`,
    { ...parseWeek(week), revision },
  );
  return row;
}

/** Whether two revisions of a week say the same. */
export function sameContent(a: PublishedSummary, b: PublishedSummary): boolean {
  const { revision: _r, as_of: _a, input_hash: _h, ...content } = a;
  return Object.entries(content).every(([name, value]) => b[name as keyof WeekSummary] === value);
}

/** Puts a published week into its table, unless it is there. */
export async function insertWeek(warehouse: Warehouse, summary: PublishedSummary): Promise<void> {
  const { year, week, revision } = summary;
  const there = await warehouse.rows(
    'SELECT 1 AS there FROM weekly_summaries WHERE (year, week, revision) = ($year, $week, $revision)',
    { year, week, revision },
  );
  if (there.length === 0) await warehouse.insert('weekly_summaries', [summary]);
}

const AMOUNTS = [
  'pnl_human',
  'pnl_algorithm_low',
  'pnl_algorithm_mid',
  'pnl_algorithm_high',
  'realised_pnl',
] as const;
/** What weeks lack that were published by contract version 1, and before patterns were looked for. */
const ADDED_LATER = {
  ...{ closings: null, currency: null, episodes: null, divergence_rate_by_episode: null },
  ...{ active: null, active_modified: null, active_refused: null, price_only: null },
  ...{ divergence_chosen: null, divergence_chosen_low: null, divergence_chosen_high: null },
};

/** A published week as the journal keeps it: decimals as text. */
export function toFact(summary: PublishedSummary): PublishedWeek {
  const amounts = AMOUNTS.map((name): [string, string | null] => {
    const amount = summary[name];
    return [name, amount === null ? null : formatDecimal(amount)];
  });
  return { ...summary, ...(Object.fromEntries(amounts) as Record<(typeof AMOUNTS)[number], string | null>) };
}

/** What {@link toFact} keeps, as it was. */
export function fromFact(row: PublishedWeek): PublishedSummary {
  const amounts = AMOUNTS.map((name): [string, Decimal | null] => [
    name,
    parseDecimal(String(row[name] ?? '')) ?? null,
  ]);
  return { ...ADDED_LATER, ...row, ...Object.fromEntries(amounts) } as unknown as PublishedSummary;
}
