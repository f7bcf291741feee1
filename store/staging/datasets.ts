import { fieldsOf, type Dataset } from '../../domain/records/records.js';
import type { StaleStep } from '../stale.js';

/** What the store must know of a dataset beyond its fields. */
export interface DatasetRules {
  /** The column that says when: an instant or a bare date as text, or a DATE. */
  time: string;
  /** The columns that its export is ordered by. */
  order: readonly string[];
  /** SQL of the JSON text that names a record, where its whole content and a count does not. */
  key: string | null;
  /** SQL that is true where `key` names the record; elsewhere records of the same content are numbered. */
  keyed: string;
  /** True where a later import corrects an earlier one; false where the best version stays, whatever the order. */
  latestWins: boolean;
  /**
   * What becomes stale with a record: for which steps, SQL of account and underlying, and SQL of the first date from
   * which.
   */
  touches: readonly { steps: readonly StaleStep[]; account: string; underlying: string; from: string }[];
}

const ofUnderlying = { account: 'account', underlying: 'underlying', from: 'trading_date' };
const ofMarket = {
  steps: ['outcomes', 'counterfactuals', 'scenarios'],
  account: 'NULL',
  from: 'trading_date',
} as const;
/** A split changes what every bar before it was traded at, in all accounts. */
const EVER = "DATE '1900-01-01'";
/**
 * SQL of the day from which on what was traded of a name may have another outcome. How a contract ended may be reported
 * long after it expired, and until then it passes for ended on that day. What moved a position elsewhere left nothing
 * here that says so.
 */
export const FIRST_TOUCHED = `CASE WHEN action IN ('transfer', 'symbol_change', 'split') THEN ${EVER} ELSE least(trading_date, expiration) END`;

/** Where a split came without a ratio, all that made up the position decides it. */
const SPLIT = `CASE WHEN action = 'split' OR ("right" IS NULL AND underlying IN (
  SELECT underlying FROM executions WHERE action = 'split' AND ratio IS NULL)) THEN underlying END`;

export const RULES: Readonly<Record<Dataset, DatasetRules>> = {
  executions: {
    time: 'executed_at',
    order: ['account', 'execution_id', 'record_id'],
    key: 'json_array(account, execution_id)',
    // An identity is what reports of the same broker have in common, of which only some have its ids.
    keyed: 'execution_id IS NOT NULL AND identity IS NULL',
    latestWins: false,
    touches: [
      { steps: ['match', 'week'], ...ofUnderlying },
      // What is held under the new name is what was bought under the old one.
      { steps: ['match'], ...ofUnderlying, underlying: 'to_underlying' },
      { steps: ['outcomes'], ...ofUnderlying, from: FIRST_TOUCHED },
      { steps: ['outcomes'], ...ofUnderlying, underlying: 'to_underlying', from: FIRST_TOUCHED },
      { ...ofMarket, underlying: SPLIT, from: EVER },
    ],
  },
  recommendations: {
    time: 'sent_at',
    order: ['recommendation_id', 'sent_at', 'record_id'],
    key: null,
    keyed: 'TRUE',
    latestWins: false,
    touches: [{ steps: ['match', 'scenarios'], ...ofUnderlying }],
  },
  cash_flows: {
    time: '"at"',
    order: ['record_id'],
    key: null,
    keyed: 'FALSE',
    latestWins: false,
    touches: [],
  },
  bars: {
    time: 'ts',
    order: ['symbol', 'interval', 'ts'],
    key: 'json_array(symbol, "interval", ts)',
    keyed: 'TRUE',
    latestWins: true,
    touches: [{ ...ofMarket, underlying: 'symbol' }],
  },
  quotes: {
    time: 'ts',
    order: ['underlying', 'root', 'right', 'strike', 'expiration', 'ts'],
    key: 'json_array(underlying, root, "right", strike::VARCHAR, expiration::VARCHAR, ts)',
    keyed: 'TRUE',
    latestWins: true,
    touches: [],
  },
  market_events: {
    time: 'date',
    order: ['underlying', 'kind', 'date'],
    key: 'json_array(underlying, kind, date::VARCHAR)',
    keyed: 'TRUE',
    latestWins: true,
    touches: [{ ...ofMarket, underlying: 'underlying', from: EVER }],
  },
};

/** A dataset's canonical columns in the contract's order, quoted for SQL; without `extra`. */
export function canonicalColumns(dataset: Dataset): string[] {
  return fieldsOf(dataset).map(({ name }) => `"${name}"`);
}

/** The canonical columns of a dataset whose values are exact decimals. */
export function decimalColumns(dataset: Dataset): string[] {
  return fieldsOf(dataset)
    .filter(({ field }) => field.kind === 'decimal')
    .map(({ name }) => `"${name}"`);
}

/** A text literal in SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
