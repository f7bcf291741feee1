import { FileRefused } from '../../domain/errors.js';
import { checkedRecord } from '../checked-record.js';
import { columnReader, csvHeadings, csvTable, rejected, shareOfColumns } from '../text/csv-table.js';
import type { SourceFormat } from '../source-format.js';

const COLUMNS = {
  format: 'yahoo-daily',
  required: ['Date', 'Open', 'High', 'Low', 'Close'],
  optional: ['Volume'],
} as const;

const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})[T ]00:00:00(?:[+-]\d{2}:?\d{2}|Z)?$/;

/**
 * Daily bars as Yahoo Finance writes them: one symbol a file, split-adjusted through the day of the download. The
 * symbol is the file's name, since the content has none. `Adj Close` is dropped: it is adjusted for dividends as well,
 * so that the same bar reads differently after each of them, and nothing here is priced by it.
 */
export const yahooDaily: SourceFormat = {
  name: 'yahoo-daily',
  needsAccount: false,
  detect: (head) => {
    const headings = csvHeadings(head);
    return shareOfColumns(headings, ['Date']) * shareOfColumns(headings, COLUMNS.required);
  },
  open(_options, fileName) {
    const symbol = symbolOf(fileName);
    return csvTable((headings) => {
      const rowOf = columnReader(headings, COLUMNS);
      return {
        row(fields, record) {
          const { Date: day, Open, High, Low, Close, Volume } = rowOf(fields);
          if ([Open, High, Low, Close].includes('null')) return [rejected(record, 'price missing', day)];
          const ts = MIDNIGHT.exec(day)?.[1] ?? day;
          const bar = { symbol, interval: '1d', ts, open: Open, high: High, low: Low, close: Close };
          return checkedRecord({ ...bar, volume: Volume, adjusted: 'split' }, [record], { dataset: 'bars' });
        },
      };
    });
  },
};

/** `AAPL.csv` and a browser's second copy `AAPL (1).csv` are AAPL. */
function symbolOf(fileName: string): string {
  const symbol = /([^/\\]*?)(?: \(\d+\))?(?:\.csv)?$/i.exec(fileName)?.[1]?.toUpperCase() ?? '';
  if (!/^[A-Z0-9^][A-Z0-9.^=-]{0,14}$/.test(symbol))
    throw new FileRefused(`daily bars without a symbol: the file's name should be one, as in AAPL.csv`);
  return symbol;
}
