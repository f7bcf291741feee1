import type { FieldKind } from '../../domain/records/record-fields.js';
import { DATASETS, fieldsOf, type Dataset } from '../../domain/records/records.js';
import type { ColumnType, ExportedTable } from '../exported-table.js';
import { RULES } from './datasets.js';
import { NAMED } from './record-ids.js';
import { dayOf } from './session-calendar.js';

const TYPES: Readonly<Record<FieldKind['kind'], ColumnType>> = {
  text: 'text',
  time: 'text',
  choice: 'text',
  date: 'date',
  decimal: 'decimal',
  fraction: 'double',
  integer: 'integer',
  json: 'json',
};

/**
 * The imported datasets: the canonical fields, what the contract does not name, and the id that `sources` refers to.
 */
export const datasetTables: readonly ExportedTable[] = DATASETS.map((dataset) => ({
  name: dataset,
  columns: { ...fieldColumns(dataset), extra: 'json', record_id: 'text' },
  order: RULES[dataset].order,
  day: dayOf(`exported.${RULES[dataset].time}`),
  rows: () => Promise.resolve(dataset === 'executions' ? `(SELECT * ${NAMED} FROM executions)` : dataset),
}));

function fieldColumns(dataset: Dataset): Record<string, ColumnType> {
  return Object.fromEntries(fieldsOf(dataset).map(({ name, field }) => [name, TYPES[field.kind]]));
}
