import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { formatDecimal } from '../../domain/number/decimal.js';
import { DECIMAL, DuckDBDecimalValue, DuckDBTypeId, LIST, listValue, VARCHAR } from './node-api.js';
import type { Value } from './value.js';

/** What a `?` or `$name` in SQL is bound to; an IsoDate is text there, so the SQL says `$day::DATE`. */
export type Parameters = readonly Value[] | Readonly<Record<string, Value>>;

/** A value for a column of a type. */
export function toDuckDB(value: Value, type: DuckDBType): DuckDBValue {
  if (value === null) return null;
  switch (type.typeId) {
    case DuckDBTypeId.DECIMAL:
      return decimalValue(value as bigint);
    case DuckDBTypeId.BIGINT:
      return BigInt(value as number);
    case DuckDBTypeId.LIST: {
      const itemType = type.valueType;
      return listValue((value as readonly Value[]).map((item) => toDuckDB(item, itemType)));
    }
    default:
      return value as string | number | boolean;
  }
}

/** Parameters as the library takes them. Throws RangeError for a decimal that no column holds. */
export function bind(parameters: Parameters) {
  if (Array.isArray(parameters)) {
    const list = parameters as readonly Value[];
    return { values: list.map(toParameter), types: list.map(typeOfParameter) as DuckDBType[] };
  }
  const named = Object.entries(parameters as Readonly<Record<string, Value>>);
  return {
    values: Object.fromEntries(named.map(([name, value]) => [name, toParameter(value)])),
    types: Object.fromEntries(named.map(([name, value]) => [name, typeOfParameter(value)])),
  };
}

function toParameter(value: Value): DuckDBValue {
  if (typeof value === 'bigint') return decimalValue(value);
  if (Array.isArray(value)) return listValue(value as string[]);
  return value as DuckDBValue;
}

function typeOfParameter(value: Value): DuckDBType | undefined {
  if (value === null || typeof value === 'string') return VARCHAR;
  if (typeof value === 'bigint') return DECIMAL(38, 10);
  if (Array.isArray(value)) return LIST(VARCHAR);
  return undefined;
}

const LIMIT = 10n ** 38n;

function decimalValue(units: bigint): DuckDBDecimalValue {
  if (units >= LIMIT || units <= -LIMIT)
    throw new RangeError(`a number too large for DECIMAL(38,10): ${formatDecimal(units)}`);
  return new DuckDBDecimalValue(units, 38, 10);
}
