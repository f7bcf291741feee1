/**
 * The check of canonical records as SQL, for a million of them in one statement. It answers one question only: is a row
 * surely right, and what are its values then? A row that is not surely right, be it wrong or merely written in an
 * unusual way, is left to `checkRecord`, which alone gives verdicts and reasons; so that the two can never disagree on
 * one.
 */
import type { FieldKind } from '../../domain/records/record-fields.js';
import { fieldsOf, TRADE_ACTIONS, type Dataset } from '../../domain/records/records.js';
import { sqlText } from './datasets.js';

/** A column of a file as SQL. */
export interface BulkColumn {
  /** The heading. */
  name: string;
  /** SQL of the field as text, null where it is empty. */
  text: string;
  /** SQL of the field as a number that converts to a decimal exactly, where the file has it as one. */
  exact?: string;
}

/** A field of a record: what it is, and when it is surely that. */
interface CheckedValue {
  value: string;
  sure: string;
}

/** SQL of a dataset's fields in the contract's order and of `extra`, and whether they are surely right. */
export interface BulkCheck {
  /** A value for each field, by its name; to be selected before `consistent` and `defaults`, which refer to them. */
  values: readonly { name: string; value: string }[];
  extra: string;
  sure: string;
  /** Over the values: no field contradicts another. */
  consistent: string;
  /** Over the values: what stands where a field may be absent; else the field itself. */
  defaults: Readonly<Record<string, string>>;
}

/** The check of a file's rows; `account` stands where an execution or cash flow names none. */
export function bulkCheck(
  dataset: Dataset,
  columns: readonly BulkColumn[],
  account: string | null,
): BulkCheck {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const fields = fieldsOf(dataset);
  const checked = fields.map(({ name, field, required }) => {
    const told = byName.get(name) ?? { name, text: 'NULL::VARCHAR' };
    const ofAccount = name === 'account' && (dataset === 'executions' || dataset === 'cash_flows');
    const text = ofAccount && account !== null ? `coalesce(${told.text}, ${sqlText(account)})` : told.text;
    const { value, sure } = checkedValue(field, { ...told, text });
    const absent = required ? `(${text}) IS NOT NULL` : `(${text}) IS NULL`;
    return { name, value, sure: required ? `${absent} AND ${sure}` : `(${absent} OR ${sure})` };
  });
  const named = new Set(fields.map(({ name }) => name));
  const others = columns.filter(({ name }) => !named.has(name));
  return {
    values: checked,
    extra: extraText(others),
    sure: [...checked.map(({ sure }) => sure), ...others.map(surelyPlain)].join(' AND '),
    consistent: CONSISTENT[dataset],
    defaults: DEFAULTS[dataset],
  };
}

function checkedValue(field: FieldKind, { text, exact }: BulkColumn): CheckedValue {
  switch (field.kind) {
    case 'text':
      return {
        value: text,
        sure:
          field.most === undefined
            ? `ascii(${text}) BETWEEN 33 AND 126 AND ascii(right(${text}, 1)) BETWEEN 33 AND 126`
            : String.raw`regexp_full_match(${text}, '[!-~]([ -~]{0,${field.most - 2}}[!-~])?')`,
      };
    case 'choice':
      return { value: text, sure: `${text} IN (${field.values.map(sqlText).join(', ')})` };
    case 'date': {
      const value = `TRY_CAST(${text} AS DATE)`;
      return { value, sure: `${value}::VARCHAR = ${text} AND ${inRange(text)}` };
    }
    case 'time':
      return checkedTime(text);
    case 'decimal': {
      const { value, sure } = checkedDecimal({ text, exact }, field.digits);
      if (field.least === undefined) return { value, sure };
      return { value, sure: `${sure} AND ${value} ${field.least === 'zero' ? '>=' : '>'} 0` };
    }
    case 'fraction': {
      const { value, sure } = checkedDecimal({ text, exact }, 1);
      return { value: `(${value})::DOUBLE`, sure: `${sure} AND ${value} > 0 AND ${value} <= 1` };
    }
    case 'integer':
      return { value: `TRY_CAST(${text} AS BIGINT)`, sure: `regexp_full_match(${text}, '-?\\d{1,15}')` };
    case 'json':
      return { value: 'NULL::VARCHAR', sure: 'FALSE' };
  }
}

/** The days that `isIsoDate` knows. */
function inRange(text: string): string {
  return `left(${text}, 4) BETWEEN '1900' AND '2200'`;
}

const CLOCK_TIME = String.raw`\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(Z|[+-](0\d|1[0-3]):[0-5]\d)`;

function checkedTime(text: string): CheckedValue {
  const bareDate = `TRY_CAST(${text} AS DATE)::VARCHAR = ${text}`;
  const clockTime = `regexp_full_match(${text}, '${CLOCK_TIME}') AND TRY_CAST(${text} AS TIMESTAMP) IS NOT NULL`;
  const asIs = `length(${text}) = 10 OR ends_with(${text}, 'Z')`;
  return {
    value: `CASE WHEN ${asIs} THEN ${text} ELSE strftime(TRY_CAST(${text} AS TIMESTAMPTZ), '%Y-%m-%dT%H:%M:%SZ') END`,
    sure: `CASE WHEN length(${text}) = 10 THEN ${bareDate} ELSE ${clockTime} END AND ${inRange(text)}`,
  };
}

/**
 * DECIMAL(38,10) from text takes a hundred times as long as DECIMAL(18,10), which holds whatever has eight digits
 * before the point.
 */
function checkedDecimal(
  { text, exact }: Pick<BulkColumn, 'text'> & { exact: string | undefined },
  digits: number,
): CheckedValue {
  if (exact !== undefined) {
    const value = `TRY_CAST(${exact} AS DECIMAL(38,10))`;
    return { value, sure: `coalesce(abs(${value}) < ${10n ** BigInt(digits)}, FALSE)` };
  }
  const [small, whole] = [`TRY_CAST(${text} AS DECIMAL(18,10))`, `TRY_CAST(${text} AS BIGINT)`];
  // A fraction may round up to one digit more.
  const fewer = Math.max(1, Math.min(8, digits - 1));
  const wholeOnly = fewer < digits ? String.raw`|[+-]?\d{${fewer + 1},${digits}}` : '';
  return {
    value: `coalesce(${small}::DECIMAL(38,10), ${whole}::DECIMAL(38,10))`,
    sure: String.raw`regexp_full_match(${text}, '[+-]?\d{1,${fewer}}(\.\d+)?${wholeOnly}')`,
  };
}

/** What needs no quoting wherever it stands. */
export const PLAIN_NAME = /^[A-Za-z][\w .-]*$/;

/** A field that the contract does not name and whose JSON is the text between quotation marks. */
function surelyPlain({ name, text }: BulkColumn): string {
  if (name === 'extra' || !PLAIN_NAME.test(name)) return `(${text}) IS NULL`;
  return String.raw`coalesce(regexp_full_match(${text}, '[ !#-\[\]-~]*'), TRUE)`;
}

function extraText(others: readonly BulkColumn[]): string {
  const plain = others.filter(({ name }) => name !== 'extra' && PLAIN_NAME.test(name));
  if (plain.length === 0) return 'NULL::VARCHAR';
  const members = plain.map(({ name, text }) => `'"${name}":"' || ${text} || '"'`);
  return `'{' || nullif(concat_ws(',', ${members.join(', ')}), '') || '}'`;
}

const WHOLE_CONTRACT = `("right" IS NULL) = (strike IS NULL) AND ("right" IS NULL) = (expiration IS NULL)`;

/** That what the numbers come to is surely in bounds: see `tooMuch` in `check-record.ts`. */
function surelyInBounds(prices: readonly string[], multipliers: readonly string[]): string {
  const most = (names: readonly string[]) =>
    `greatest(1, ${names.map((name) => `abs(coalesce(${name}, 0))`).join(', ')})`;
  const factors = [most(['quantity']), most(prices), most(['coalesce(multiplier, 100)', ...multipliers])];
  return `${factors.map((factor) => `(${factor})::DOUBLE`).join(' * ')} < 9e11`;
}

const RATIO_IN_BOUNDS = '(ratio IS NULL OR ratio >= 0.000001)';

const CONSISTENT: Readonly<Record<Dataset, string>> = {
  executions: `${WHOLE_CONTRACT}
    AND (action NOT IN ('expire', 'assign', 'exercise') OR "right" IS NOT NULL)
    AND (action NOT IN (${TRADE_ACTIONS.map(sqlText).join(', ')}) OR price IS NOT NULL OR amount IS NOT NULL)
    AND (action <> 'transfer' OR direction IS NOT NULL)
    AND (action <> 'symbol_change' OR to_underlying IS NOT NULL OR to_strike IS NOT NULL OR to_multiplier IS NOT NULL)
    AND ${RATIO_IN_BOUNDS} AND ${surelyInBounds(['price', 'strike', 'to_strike'], ['to_multiplier'])}`,
  recommendations: `(${WHOLE_CONTRACT} OR action = 'wait' AND "right" IS NOT NULL)
    AND (action <> 'roll' OR ("right" IS NOT NULL AND from_strike IS NOT NULL AND from_expiration IS NOT NULL))
    AND ${surelyInBounds(['premium', 'strike', 'from_strike'], [])}`,
  bars: 'high >= greatest(open, close) AND low <= least(open, close)',
  cash_flows: 'TRUE',
  quotes: 'TRUE',
  market_events: RATIO_IN_BOUNDS,
};

const CURRENCY = { currency: `coalesce(currency, 'USD')` };
const INSTRUMENT = {
  root: `CASE WHEN "right" IS NULL THEN root ELSE coalesce(root, underlying) END`,
  multiplier: `coalesce(multiplier, CASE WHEN "right" IS NULL THEN 1 ELSE 100 END)`,
};

const DEFAULTS: Readonly<Record<Dataset, Readonly<Record<string, string>>>> = {
  executions: { ...CURRENCY, ...INSTRUMENT },
  recommendations: INSTRUMENT,
  cash_flows: CURRENCY,
  bars: {},
  quotes: {},
  market_events: {},
};
