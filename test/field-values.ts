import { formatDecimal, parseDecimal, sum, ZERO, type Decimal } from '../domain/number/decimal.js';

/** What a home says of its account, as the folders of inputs from reports write it. */
export interface FieldValues {
  executions: Row[];
  openLots: Row[];
  outcomes: Row[];
  /** Of all files together. */
  cash: Record<string, Record<string, string>>;
  matches: Row[];
  advice: { accepted: number; rejected: number };
  rejected: number;
}

export type Row = Readonly<Record<string, unknown>>;

/** Where the values are not the expected ones, a line each; keys that are no values are notes. */
export function differences(expected: Row, found: FieldValues): string[] {
  const lines: string[] = [];
  const differ = (what: string, wanted: unknown, got: unknown) => {
    if (!isSame(wanted, got)) lines.push(`${what}: ${shown(wanted)} expected, ${shown(got)} found`);
  };
  for (const [key, wanted] of Object.entries(expected))
    switch (key) {
      case 'executions':
        if (Array.isArray(wanted)) lines.push(...rowDifferences(key, wanted as Row[], found.executions));
        else if (typeof wanted === 'object') differ(key, wanted, counts(found.executions));
        else differ(key, wanted, found.executions.length);
        break;
      case 'open_lots':
        if (typeof wanted === 'number') differ(key, wanted, found.openLots.length);
        else lines.push(...rowDifferences(key, wanted as Row[], found.openLots));
        break;
      case 'outcomes':
        lines.push(...rowDifferences(key, wanted as Row[], found.outcomes));
        break;
      case 'outcomes_pnl_total':
        differ(key, wanted, formatDecimal(sum(found.outcomes.map(({ pnl }) => decimalOf(pnl) ?? ZERO))));
        break;
      case 'cash':
        for (const [currency, parts] of Object.entries(wanted as Record<string, Row>))
          for (const [part, amount] of Object.entries(parts))
            differ(`cash ${currency} ${part}`, amount, found.cash[currency]?.[part]);
        for (const currency of Object.keys(found.cash))
          if (!(currency in (wanted as Row))) lines.push(`cash in ${currency}, which nothing is expected in`);
        break;
      case 'matches':
        for (const [id, type] of Object.entries(wanted as Record<string, string>)) {
          if (type.startsWith('not settled')) continue;
          const got = found.matches.find(({ recommendation_id }) => recommendation_id === id)?.['match_type'];
          if (!type.split(' or ').includes(String(got))) differ(`match of ${id}`, type, got);
        }
        break;
      case 'advice':
        differ(key, wanted, found.advice);
        break;
      case 'independent':
        differ(key, wanted, found.matches.filter(({ match_type }) => match_type === 'independent').length);
        break;
      case 'rejected':
        if (typeof wanted === 'number') differ(key, wanted, found.rejected);
        else if (found.rejected === 0) differ(key, wanted, 0);
        break;
    }
  return lines;
}

/** Each expected row is one of those found, and no other is; a row may leave fields out. */
function rowDifferences(what: string, wanted: readonly Row[], found: readonly Row[]): string[] {
  const left = [...found];
  const lines: string[] = [];
  for (const row of wanted) {
    const fields = Object.entries(row).filter(([name]) => !NOTES.has(name));
    const at = left.findIndex((other) => fields.every(([name, value]) => isSame(value, other[nameOf(name)])));
    if (at >= 0) left.splice(at, 1);
    else lines.push(`${what}: no row of ${shown(row)}`);
  }
  const told = new Set(wanted.flatMap((row) => Object.keys(row).map(nameOf)));
  for (const row of left)
    lines.push(
      `${what}: a row too many, ${shown(Object.fromEntries(Object.entries(row).filter(([name]) => told.has(name))))}`,
    );
  return lines;
}

const NOTES = new Set(['note']);

/** `cost_with_fees_GBP` is the cost of a lot of that currency. */
function nameOf(name: string): string {
  return /^cost_with_fees(?=_[A-Z]+$)/.exec(name)?.[0] ?? name;
}

function counts(rows: readonly Row[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { action } of rows) counted[String(action)] = (counted[String(action)] ?? 0) + 1;
  return counted;
}

function isSame(wanted: unknown, got: unknown): boolean {
  const [a, b] = [decimalOf(wanted), decimalOf(got)];
  if (a !== undefined && b !== undefined) return a === b;
  if (typeof wanted !== 'object' || wanted === null || typeof got !== 'object' || got === null)
    return wanted === got || (wanted === null && got === undefined);
  const names = new Set([...Object.keys(wanted), ...Object.keys(got)]);
  return [...names].every((name) => isSame((wanted as Row)[name], (got as Row)[name]));
}

function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number')
    return parseDecimal(String(value).includes('e') ? value.toFixed(10) : String(value));
  return typeof value === 'string' ? parseDecimal(value) : undefined;
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? formatDecimal(one) : one));
}
