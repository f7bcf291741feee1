import { Ambiguous, InvalidInput, NotFound } from '../domain/errors.js';
import { ALPHA, LOG_WORTH_A_LOOK } from '../domain/evidence/false-discovery.js';
import type { PatternRow } from '../domain/preferences/pattern-row.js';
import { formatWeek, parseWeek, type IsoWeek } from '../domain/time/iso-week.js';
import { reasonsBeside } from '../store/derived/pattern-reasons.js';
import { lastPatternWeek, patternsNamed } from '../store/derived/patterns.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import { tableRows, type Row } from '../store/exports/table-rows.js';
import type { Home } from '../store/home/home.js';
import { requireWhole } from './require-whole.js';

/** Habits as rows of the table, the surest first. */
export interface ListedPatterns {
  /** Null where nothing was looked at yet. */
  week: IsoWeek | null;
  alpha: number;
  /** How many there are in that week, listed or not. */
  hypotheses: number;
  patterns: Row[];
}

export interface PatternDetail {
  pattern: Row;
  weeks: Pick<Row, 'week' | 'log_e' | 'found' | 'share' | 'effect'>[];
  /** How often which reason was given where it showed; they select nothing. */
  reasons: Record<string, number>;
}

/**
 * `told`: what is found or worth a look. Throws InvalidInput for what is no week, NotFound for one that was not looked
 * at.
 */
export async function listedPatterns(
  store: { warehouse: Reader; home: Home },
  { week: named, which }: { week?: IsoWeek | undefined; which: 'told' | 'found' | 'all' },
): Promise<ListedPatterns> {
  if (named !== undefined && !parseWeek(named))
    throw new InvalidInput(`not an ISO week: ${JSON.stringify(named)}`);
  const week = named ?? (await lastPatternWeek(store.warehouse));
  if (week === null) return { week: null, alpha: ALPHA, hypotheses: 0, patterns: [] };
  const parsed = parseWeek(week);
  const { rows } = await tableRows(store, {
    table: 'patterns',
    where: [
      ['year', String(parsed?.year)],
      ['week', String(parsed?.week)],
    ],
  });
  if (rows.length === 0) throw new NotFound(`no patterns of ${week}: run "npx tradeloop week ${week}" first`);
  const isListed = ({ found, log_e }: Row) =>
    which === 'all' || found === true || (which === 'told' && Number(log_e) >= LOG_WORTH_A_LOOK);
  const hypotheses = rows.filter(({ kind }) => kind !== 'timing').length;
  return { week, alpha: ALPHA, hypotheses, patterns: rows.filter(isListed).sort(bySureness) };
}

function bySureness(a: Row, b: Row): number {
  return Number(b['found']) - Number(a['found']) || Number(b['log_e']) - Number(a['log_e']);
}

/** Throws InvalidInput for too little of an id, NotFound where none begins so, Ambiguous where several do. */
export async function patternDetail(
  store: { warehouse: Reader; home: Home },
  id: string,
): Promise<PatternDetail> {
  const ids = await patternsNamed(store.warehouse, id);
  requireWhole(id, ids);
  const [pattern_id, ...others] = ids;
  if (pattern_id === undefined) throw new NotFound(`no pattern ${JSON.stringify(id)}`);
  if (others.length > 0)
    throw new Ambiguous(
      `several patterns begin with ${JSON.stringify(id)}: ${[pattern_id, ...others].join(', ')}`,
    );
  const { rows } = await tableRows(store, { table: 'patterns', where: [['pattern_id', pattern_id]] });
  const [pattern] = rows;
  if (pattern === undefined) throw new Error(`the table of patterns lacks ${pattern_id}`);
  const weeks = rows.toReversed().map(({ year, week, log_e, found, share, effect }) => ({
    week: formatWeek({ year: Number(year), week: Number(week) }),
    ...{ log_e, found, share, effect },
  }));
  return {
    pattern,
    weeks: weeks as PatternDetail['weeks'],
    reasons: await reasonsBeside(store.warehouse, pattern as unknown as PatternRow),
  };
}
