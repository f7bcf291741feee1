import Papa from 'papaparse';
import { FileRefused } from '../../domain/errors.js';
import { delimiterOf, firstRecord, type Delimiter } from './delimiter.js';
import { lineBreaks, LONGEST_RECORD, plainText } from './plain-text.js';

/** One record of a CSV file. Quoted line breaks are part of it. */
export interface CsvRecord {
  /** The physical line, from 1, on which it begins. */
  line: number;
  fields: string[];
  /** As it stands in the file, without the line break that ends it. */
  raw: string;
  /** Why the fields are not to be trusted; they are empty then. */
  problem?: string;
}

export interface CsvReader {
  push(chunk: Uint8Array): CsvRecord[];
  end(): CsvRecord[];
}

/** After so many a file is no CSV; each costs a search through as much text as a record may have. */
const MOST_UNCLOSED_QUOTES = 1_000;

/** A table of one column has no delimiter to be sure of. */
const LINES_UNSURE = 100;

/** As many columns as a spreadsheet has. */
const MOST_FIELDS = 16_384;

/**
 * Reads CSV (RFC 4180, any line break, between fields a comma, a semicolon or a tab) as it comes in, the same records
 * however it is cut into chunks. Blank records are left out. The delimiter is what stands most often in the first line
 * that has one twice or more; lines before that are read by what they have most of. A field that Excel protects as
 * `="0012"` is `0012`. A quotation mark that is not closed costs its own line only: that line becomes a record with a
 * `problem`, and the next one is read afresh. Throws {@link FileRefused} for a line longer than {@link LONGEST_RECORD},
 * for more columns than a spreadsheet has, for NUL bytes and for a thousand unclosed quotes.
 */
export function csvRecords(): CsvReader {
  const text = plainText();
  let rest = '';
  let line = 1;
  let unclosedQuotes = 0;
  let delimiter: Delimiter | undefined;

  /** Decides on the delimiter by the next record; undefined while that is not there. */
  function next(final: boolean): { input: string; final: boolean } | undefined {
    if (delimiter?.sure) return { input: rest, final };
    const record = firstRecord(rest, final);
    if (record === undefined) return undefined;
    delimiter = delimiterOf(record, delimiter);
    if (line > LINES_UNSURE) delimiter.sure = true;
    return delimiter.sure ? { input: rest, final } : { input: record, final: true };
  }

  function take(final: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    for (;;) {
      const reading = next(final);
      if (reading === undefined || delimiter === undefined) return records;
      const { length, broken } = readRecords(reading, delimiter, (fields, raw) => {
        if (fields.length > MOST_FIELDS)
          throw new FileRefused(`line ${line} has ${fields.length} columns: no CSV file`);
        if (fields.some((field) => field.trim() !== '') && !(line === 1 && NAMES_DELIMITER.test(raw)))
          records.push({
            line,
            fields: raw.includes('="') ? fields.map(unprotected) : fields,
            raw: withoutBreak(raw),
          });
        line += lineBreaks(raw);
      });
      rest = rest.slice(length);
      if (broken || (delimiter.sure && rest.length > LONGEST_RECORD)) records.push(takeBrokenLine());
      else if (delimiter.sure || rest === '') return records;
    }
  }

  function takeBrokenLine(): CsvRecord {
    const end = rest.indexOf('\n');
    const raw = end === -1 ? rest : rest.slice(0, end);
    if (raw.length > LONGEST_RECORD)
      throw new FileRefused(`line ${line} is longer than ${LONGEST_RECORD} characters: no CSV file`);
    if (++unclosedQuotes > MOST_UNCLOSED_QUOTES)
      throw new FileRefused(
        `more than ${MOST_UNCLOSED_QUOTES} quotation marks that are not closed: no CSV file`,
      );
    const record = {
      line,
      fields: [],
      raw,
      problem: 'quotation mark not closed',
    };
    rest = rest.slice(raw.length + 1);
    line += 1;
    return record;
  }

  return {
    push(chunk) {
      const fresh = text.push(chunk);
      rest += fresh;
      return fresh.includes('\n') || rest.length > LONGEST_RECORD ? take(false) : [];
    },
    end() {
      rest += text.end();
      return take(true);
    },
  };
}

/**
 * Hands on the records at the head of `input` and says how much of it they take; `broken` when it stopped before a
 * record whose quotation marks do not pair up. Unless `final`, a last record without its line break waits for the rest
 * of it.
 */
function readRecords(
  { input, final }: { input: string; final: boolean },
  { delimiter }: Delimiter,
  onRecord: (fields: string[], raw: string) => void,
): { length: number; broken: boolean } {
  let length = 0;
  let broken = false;
  const parser = new Papa.Parser({
    delimiter,
    newline: '\n',
    step({ data, errors, meta }: Papa.ParseStepResult<string[][]>) {
      const raw = input.slice(length, meta.cursor);
      broken = errors.length > 0 || raw.length > LONGEST_RECORD;
      if (broken) {
        parser.abort();
        return;
      }
      onRecord(data[0] ?? [], raw);
      length = meta.cursor;
    },
  });
  parser.parse(input, 0, !final);
  return { length, broken };
}

function withoutBreak(raw: string): string {
  return raw.endsWith('\n') ? raw.slice(0, -1) : raw;
}

/** What Excel writes before a table, and reads as the delimiter. */
const NAMES_DELIMITER = /^"?sep=[,;\t]"?\s*$/i;

const PROTECTED = /^\s*="((?:[^"]|"")*)"\s*$/;

function unprotected(field: string): string {
  const text = PROTECTED.exec(field)?.[1];
  return text === undefined ? field : text.replaceAll('""', '"');
}
