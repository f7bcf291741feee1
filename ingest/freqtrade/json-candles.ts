import type { SourceFormat } from '../source-format.js';
import { rejected } from '../text/csv-table.js';
import { jsonElements, type JsonElement } from '../text/json-elements.js';
import { headText } from '../text/plain-text.js';
import { CANDLE_COLUMNS, candleBar, candleFile } from './candle-file.js';

const CANDLE = /^\ufeff?\s*\[\s*\[\s*\d{12,14}(?:\s*,\s*(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|null)){5}\s*\]/;

/**
 * The candles that freqtrade keeps as JSON: a list of lists, each the milliseconds since 1970, open, high, low, close
 * and volume. Pair and interval are in the file's name.
 */
export const freqtradeJsonCandles: SourceFormat = {
  name: 'freqtrade-json-candles',
  needsAccount: false,
  detect: (head) => (CANDLE.test(headText(head.subarray(0, 4_096))) ? 1 : 0),
  open(_options, fileName) {
    const file = candleFile(fileName);
    const elements = jsonElements();
    const parse = (element: JsonElement) => {
      const candle = candleOf(element);
      if (candle === undefined) return [rejected(element, 'not a list of six numbers', element.raw)];
      return candleBar(file, candle, element);
    };
    return {
      push: (chunk) => elements.push(chunk).flatMap(parse),
      end: () => elements.end().flatMap(parse),
    };
  },
};

function candleOf({ raw }: JsonElement): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return Array.isArray(value) && value.length === CANDLE_COLUMNS.length ? value : undefined;
  } catch {
    return undefined;
  }
}
