import { datasetOf, missingFields } from '../../domain/dataset-of.js';
import { FileRefused } from '../../domain/errors.js';
import { canonicalRecord } from './record.js';
import { csvHeadings, csvTable } from '../text/csv-table.js';
import type { SourceFormat } from '../source-format.js';

/** Canonical records as CSV: the header is the field names, an empty field is null, lists and objects are JSON text. */
export const canonicalCsv: SourceFormat = {
  name: 'canonical-csv',
  needsAccount: false,
  detect: (head) => {
    const headings = csvHeadings(head);
    const dataset = datasetOf(headings);
    if (!dataset) return 0;
    return missingFields(dataset, headings).length === 0 ? 1 : 0.7;
  },
  open: ({ account }) =>
    csvTable((headings) => {
      const dataset = datasetOf(headings);
      if (!dataset) throw new FileRefused('the header names no canonical record');
      const [missing] = missingFields(dataset, headings);
      if (missing !== undefined) throw new FileRefused(`${dataset} without the column "${missing}"`);
      return {
        row: (fields, record) => {
          const named = Object.fromEntries(headings.map((name, at) => [name, fields[at] ?? '']));
          return canonicalRecord(dataset, named, { input: record, account });
        },
      };
    }),
};
