import { createRequire } from 'node:module';
import type * as NodeApi from '@duckdb/node-api';

/**
 * What we use of the library, by `require`: for an import Node first reads all of its files for the names that they
 * export, which takes a command a tenth of a second.
 */
export const {
  DECIMAL,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDateVector,
  DuckDBDecimal128Vector,
  DuckDBDecimalValue,
  DuckDBDoubleVector,
  DuckDBInstance,
  DuckDBListVector,
  DuckDBTypeId,
  DuckDBVarCharVector,
  INTEGER,
  LIST,
  listValue,
  VARCHAR,
} = createRequire(import.meta.url)('@duckdb/node-api') as typeof NodeApi;

export type DuckDBDateVector = NodeApi.DuckDBDateVector;
export type DuckDBDecimal128Vector = NodeApi.DuckDBDecimal128Vector;
export type DuckDBDecimalValue = NodeApi.DuckDBDecimalValue;
export type DuckDBDoubleVector = NodeApi.DuckDBDoubleVector;
export type DuckDBInstance = NodeApi.DuckDBInstance;
export type DuckDBListVector = NodeApi.DuckDBListVector;
