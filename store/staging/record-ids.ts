/**
 * What a record is called, as SQL over a staging table. An id is the first half of a SHA-256 over a JSON array, which
 * no two different lists of values share: the broker's id within its account, or the content, behind which stands the
 * record's number among identical ones.
 */
import type { Dataset } from '../../domain/records/records.js';
import { canonicalColumns, decimalColumns, RULES } from './datasets.js';

/** Below this a decimal of ten places has at most fifteen digits, so that its nearest double names it and no other. */
const NAMED_BY_DOUBLE = 99_999;

/**
 * SQL of a record's canonical content as text: a JSON array of its fields in the contract's order. Decimals are written
 * as doubles where each of them names one decimal only, since that is six times as fast, and as exact texts elsewhere.
 */
export function contentText(dataset: Dataset): string {
  const decimals = new Set(decimalColumns(dataset));
  const list = (decimalType: string) =>
    canonicalColumns(dataset)
      .map((column) => (decimals.has(column) ? `${column}::${decimalType}` : column))
      .join(', ');
  const large = [...decimals].map(
    (column) => `${column} NOT BETWEEN -${NAMED_BY_DOUBLE} AND ${NAMED_BY_DOUBLE}`,
  );
  const fast = `json_array(${list('DOUBLE')})`;
  if (large.length === 0) return `${fast}::VARCHAR`;
  return `CASE WHEN ${large.join(' OR ')} THEN json_array(${list('VARCHAR')}) ELSE ${fast} END::VARCHAR`;
}

/**
 * SQL of what distinguishes two versions of one record, extra fields included; made over a column `content`. It decides
 * ties only, so that of a record whose id is made of its content only the extra fields and its place in its day are
 * left: the file that has more of the day before it comes first.
 */
export function contentHash(dataset: Dataset): string {
  const whole = 'md5(CASE WHEN extra IS NULL THEN content ELSE content || extra END)';
  const later = `CASE WHEN position IS NULL THEN '' ELSE format('{:010d} ', 9999999999 - position) END`;
  const extraOnly = `CASE WHEN extra IS NULL THEN '' ELSE md5(extra) END`;
  switch (dataset) {
    case 'executions':
      return `${later} || CASE WHEN execution_id IS NULL AND identity IS NULL THEN ${extraOnly} ELSE ${whole} END`;
    case 'cash_flows':
      return `CASE WHEN identity IS NULL THEN ${extraOnly} ELSE ${whole} END`;
    default:
      return whole;
  }
}

/** SQL of the id over columns `content` and `day`; `number` counts identical records of an account and day from 1. */
export function recordId(dataset: Dataset, number: string): string {
  const { key } = RULES[dataset];
  switch (dataset) {
    case 'executions':
      return hashOf(`CASE WHEN ${RULES[dataset].keyed} THEN ${key}::VARCHAR ELSE ${counted(number)} END`);
    case 'cash_flows':
      return hashOf(counted(number));
    case 'recommendations':
      return hashOf('content');
    default:
      return hashOf(`${key}::VARCHAR`);
  }
}

/** SQL that is true of an execution of the lake whose record is called by the broker's id, and not by what it did. */
export function namedByBroker(of: string): string {
  return `(${of}.execution_id IS NOT NULL AND ${of}.record_id = ${hashOf(`json_array(${of}.account, ${of}.execution_id)::VARCHAR`)})`;
}

/**
 * Put behind `SELECT *` of executions: one to which its broker gave no id is called by that of its record, which is not
 * stored twice.
 */
export const NAMED = 'REPLACE (coalesce(execution_id, record_id) AS execution_id)';

/**
 * SQL of a number that identical names share, and few others: what finds the candidates for a count, cheaper than the
 * ids.
 */
export function nameDigest(dataset: Dataset): string {
  const content = `hash(${canonicalColumns(dataset).join(', ')})`;
  const { key } = RULES[dataset];
  switch (dataset) {
    case 'executions':
      return `CASE WHEN identity IS NOT NULL THEN hash(account, identity)
        WHEN execution_id IS NOT NULL THEN hash(account, execution_id) ELSE ${content} END`;
    case 'cash_flows':
      return `CASE WHEN identity IS NOT NULL THEN hash(account, identity) ELSE ${content} END`;
    case 'recommendations':
      return content;
    default:
      return `hash(${key})`;
  }
}

function counted(number: string): string {
  return `CASE WHEN identity IS NOT NULL THEN json_array(account, day::VARCHAR, identity, ${number})::VARCHAR
    ELSE content || ${number} END`;
}

function hashOf(text: string): string {
  return `left(sha256(${text}), 32)`;
}
