import { csvRecords, type CsvReader } from './csv-records.js';
import { jsonRecords, looksLikeJson } from './json-records.js';
import { headText } from './plain-text.js';

/** So many bytes show whether a file is CSV or JSON. */
const TELLING_BYTES = 256;

/**
 * The records of a table, its header first: of CSV as they come, of a list of JSON objects at the end. `cutOff` says
 * that these are only the first bytes of a file.
 */
export function tableRecords(options: { cutOff: boolean } = { cutOff: false }): CsvReader {
  let reader: CsvReader | undefined;
  let held: Uint8Array[] = [];

  function begin(head: Uint8Array): CsvReader {
    return looksLikeJson(headText(head)) ? jsonRecords(options) : csvRecords();
  }

  return {
    push(chunk) {
      if (reader) return reader.push(chunk);
      held.push(Uint8Array.from(chunk));
      const head = joined(held);
      if (head.length < TELLING_BYTES) return [];
      held = [];
      reader = begin(head.subarray(0, TELLING_BYTES));
      return reader.push(head);
    },
    end() {
      if (reader) return reader.end();
      const head = joined(held);
      reader = begin(head);
      return [...reader.push(head), ...reader.end()];
    },
  };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
