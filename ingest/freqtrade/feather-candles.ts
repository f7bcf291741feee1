import { arrowColumnNames, arrowRows } from '../arrow/arrow-rows.js';
import type { SourceFormat } from '../source-format.js';
import { CANDLE_COLUMNS, candleBar, candleFile } from './candle-file.js';

/**
 * The candles that freqtrade keeps: an Arrow file (feather) for each pair and interval, which its name says. A candle
 * counts by its place in the file.
 */
export const freqtradeFeather: SourceFormat = {
  name: 'freqtrade-feather',
  needsAccount: false,
  detect(head) {
    const names = arrowColumnNames(head) ?? [];
    return CANDLE_COLUMNS.every((column) => names.includes(column)) ? 1 : 0;
  },
  open(_options, fileName) {
    const file = candleFile(fileName);
    const rows = arrowRows(CANDLE_COLUMNS);
    let line = 0;
    return {
      push: (chunk) =>
        rows.push(chunk).flatMap((row) => candleBar(file, row, { line: ++line, raw: row.join(',') })),
      end() {
        rows.end();
        return [];
      },
    };
  },
};
