import { oneTable, rowsBelowHeader, type FormatSample } from '../../test/format-sample.js';
import { mappedTable } from './mapped-table.js';
import { parseMapping, type TableMapping } from './mapping.js';

function mappingOf(told: object): TableMapping {
  const parsed = parseMapping(JSON.stringify(told));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.mapping;
}

const TABLE = oneTable({
  above: ['My broker', ''],
  headings: 'Day|Side|Ticker|Qty|Price|Note'.split('|'),
  lines: ['2025-01-07|Sell|F|1|9.75|', '2025-01-06|Buy|F|2|9.5|first'],
  required: ['Day', 'Side', 'Ticker', 'Qty', 'Price'],
  optional: { Note: [] },
  below: ['"for you, only"'],
});

export const samples: readonly FormatSample[] = [
  {
    format: mappedTable(
      mappingOf({
        dataset: 'executions',
        fields: {
          executed_at: { column: 'Day' },
          action: { column: 'Side', values: { Buy: 'buy', Sell: 'sell' } },
          underlying: { column: 'Ticker' },
          quantity: { column: 'Qty' },
          price: { column: 'Price' },
        },
      }),
    ),
    fileName: 'export.csv',
    files: [],
    recordsIn: rowsBelowHeader,
    tables: [TABLE],
  },
];
