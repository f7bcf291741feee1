import { fieldsOf, type Dataset } from '../domain/records.js';

/** What the store must know of a dataset beyond its fields. */
export interface DatasetRules {
  /** The column that says when: an instant or a bare date as text, or a DATE. */
  time: string;
  /** SQL of the JSON text that names a record, where its whole content and a count does not. */
  key: string | null;
  /** SQL that is true where `key` names the record; elsewhere records of the same content are told apart by their number. */
  keyed: string;
  /** True where a later import corrects an earlier one; false where the best telling stays, whatever the order. */
  latestWins: boolean;
  /** What becomes stale with a record: for which steps, and SQL of account and underlying. */
  touches: readonly { step: 'match' | 'lots'; account: string; underlying: string }[];
}

const ofUnderlying = { account: 'account', underlying: 'underlying' };
const ofMarket = (underlying: string) => [{ step: 'lots' as const, account: 'NULL', underlying }];

export const RULES: Readonly<Record<Dataset, DatasetRules>> = {
  executions: {
    time: 'executed_at',
    key: 'json_array(account, execution_id)',
    keyed: 'execution_id IS NOT NULL',
    latestWins: false,
    touches: [
      { step: 'match', ...ofUnderlying },
      { step: 'lots', ...ofUnderlying },
      { step: 'lots', account: 'account', underlying: 'to_underlying' },
    ],
  },
  recommendations: {
    time: 'sent_at',
    key: null,
    keyed: 'TRUE',
    latestWins: false,
    touches: [
      { step: 'match', ...ofUnderlying },
      { step: 'lots', ...ofUnderlying },
    ],
  },
  cash_flows: {
    time: '"at"',
    key: null,
    keyed: 'FALSE',
    latestWins: false,
    touches: [{ step: 'lots', ...ofUnderlying }],
  },
  bars: {
    time: 'ts',
    key: 'json_array(symbol, "interval", ts)',
    keyed: 'TRUE',
    latestWins: true,
    touches: ofMarket('symbol'),
  },
  quotes: {
    time: 'ts',
    key: 'json_array(underlying, root, "right", strike::VARCHAR, expiration::VARCHAR, ts)',
    keyed: 'TRUE',
    latestWins: true,
    touches: ofMarket('underlying'),
  },
  market_events: {
    time: 'date',
    key: 'json_array(underlying, kind, date::VARCHAR)',
    keyed: 'TRUE',
    latestWins: true,
    touches: ofMarket('underlying'),
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
