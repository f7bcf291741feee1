import { datasetOf, missingFields } from '../../domain/records/dataset-of.js';
import { FileRefused } from '../../domain/errors.js';
import { DATASETS, fieldsOf, type Dataset } from '../../domain/records/records.js';
import { canonicalRecord } from './record.js';
import { columnReader, csvHeadings, csvTable, headingKey } from '../text/csv-table.js';
import type { SourceFormat } from '../source-format.js';

const FIELDS: ReadonlyMap<string, string> = new Map(
  DATASETS.flatMap((dataset) => fieldsOf(dataset).map(({ name }) => [headingKey(name), name])),
);

/** The fields' own names for headings that differ in capitals or blanks around. */
export function canonicalHeadings(written: readonly string[]): string[] {
  return written.map((heading) => FIELDS.get(headingKey(heading)) ?? heading.trim());
}

/**
 * Gives the dataset that these columns are of. Throws {@link FileRefused}, naming it, for one that is missing or there
 * twice.
 */
export function datasetOfColumns(headings: readonly string[]): Dataset {
  const dataset = datasetOf(headings);
  if (!dataset) throw new FileRefused('the header names no canonical record');
  columnReader(headings, {
    format: dataset,
    required: missingFields(dataset, []),
    optional: headings.filter((name) => FIELDS.has(name)),
  });
  return dataset;
}

/** Canonical records as CSV: the header is the field names, an empty field is null, lists and objects are JSON text. */
export const canonicalCsv: SourceFormat = {
  name: 'canonical-csv',
  needsAccount: false,
  detect: (head) => {
    const written = csvHeadings(head);
    const headings = canonicalHeadings(written);
    const dataset = datasetOf(headings);
    if (!dataset) return 0;
    if (missingFields(dataset, headings).length === 0) return 1;
    // In other capitals the words may be anybody's.
    return datasetOf(written) === undefined ? 0 : 0.7;
  },
  open: ({ account }) =>
    csvTable((written) => {
      const headings = canonicalHeadings(written);
      const dataset = datasetOfColumns(headings);
      return {
        row: (fields, record) => {
          const named = Object.fromEntries(headings.map((name, at) => [name, fields[at] ?? '']));
          return canonicalRecord(dataset, named, { input: record, account });
        },
      };
    }),
};
