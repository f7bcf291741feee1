import { csvRecords, type CsvRecord } from './csv-records.js';
import { looksLikeJson } from './json-records.js';
import { headText } from './plain-text.js';

/**
 * The records of CSV that the first bytes of a file hold, to know its format by; none where it is JSON, in which no
 * quotation mark is closed as in CSV and each line costs a search through all that follow.
 */
export function csvHead(head: Uint8Array): CsvRecord[] {
  if (looksLikeJson(headText(head.subarray(0, TELLING_BYTES)))) return [];
  const records = csvRecords();
  return [...records.push(head), ...records.end()];
}

/** So many bytes show whether a file is JSON. */
const TELLING_BYTES = 256;
