import { FileRefused } from '../../domain/errors.js';
import { csvHead } from '../text/csv-head.js';
import { csvRecords, type CsvRecord } from '../text/csv-records.js';
import { columnReader, headingKey, rejected } from '../text/csv-table.js';
import { ibkrText, unmasked } from './values.js';
import type { Parsed, Parser } from '../source-format.js';

/** A row of one section: `Trades,Data,Order,Stocks,…`. */
export interface SectionRow {
  section: string;
  record: CsvRecord;
  /** The text in the first of these columns that the section has, trimmed; `-` and `--` are empty. */
  text(...columns: string[]): string;
  has(column: string): boolean;
  /** The column whose heading fits, as heading and text. */
  find(heading: RegExp): { heading: string; text: string } | undefined;
}

/** A column of a section without which its rows would say something else; `or` fits its other names. */
export interface Needed {
  name: string;
  or?: RegExp;
}

/** What a format makes of a file's rows. */
export interface SectionReader {
  /** The columns that a section cannot be read without. */
  needed(section: string): readonly Needed[];
  row(row: SectionRow): Parsed[];
  end(): Parsed[];
  covered(): { from: string; through: string } | undefined;
  reported?(): string | undefined;
}

/**
 * A parser of a file that holds many tables, each row beginning with its section and `Header`, `Data`, `SubTotal` or
 * `Total`. Throws {@link FileRefused} for a statement in another language than English, which cannot be read.
 */
export function sectionedCsv(reader: SectionReader): Parser {
  const records = csvRecords();
  const headings = new Map<string, SectionHeadings>();

  function parse(record: CsvRecord): Parsed[] {
    if (record.problem !== undefined) return [rejected(record, record.problem, record.raw)];
    const [section = '', kind = '', ...fields] = record.fields.map((field) => field.trim());
    if (kind === 'Header') {
      if (section === 'Statement' && !fields.map(headingKey).includes('field name'))
        throw new FileRefused(
          `an Interactive Brokers statement in another language (its first heading is ${JSON.stringify(fields[0])}); choose English and download it again`,
        );
      headings.set(section, { names: fields, keys: fields.map(headingKey), checked: false });
      return [];
    }
    if (kind !== 'Data') return [{ kind: 'ignored', line: record.line, reason: 'total or text' }];
    const columns = headings.get(section);
    if (columns === undefined) return [rejected(record, 'row of a section without headings', section)];
    const { names } = columns;
    if (fields.slice(names.length).some((field) => field !== ''))
      return [rejected(record, 'field beyond the last column', fields[names.length])];
    if (!columns.checked) requireSectionColumns(section, names, reader.needed(section));
    columns.checked = true;
    return reader.row(rowOf({ section, record, columns, fields }));
  }

  return {
    push: (chunk) => records.push(chunk).flatMap(parse),
    end() {
      const last = records.end().flatMap(parse);
      if (headings.size === 0) throw new FileRefused('no section in it');
      return [...last, ...reader.end()];
    },
    covered: () => reader.covered() as { from: string; through: string },
    reported: () => reader.reported?.(),
  };
}

interface SectionHeadings {
  names: string[];
  keys: string[];
  /** Whether all that is needed was found to be there: a section without rows needs nothing. */
  checked: boolean;
}

function rowOf(row: {
  section: string;
  record: CsvRecord;
  columns: SectionHeadings;
  fields: string[];
}): SectionRow {
  const { section, record, columns, fields } = row;
  const { names, keys } = columns;
  const place = (column: string) => keys.indexOf(headingKey(column));
  return {
    section,
    record,
    text(...columns) {
      const at = columns.map(place).find((index) => index !== -1 && ibkrText(fields[index]) !== '');
      return at === undefined ? '' : ibkrText(fields[at]);
    },
    has: (column) => place(column) !== -1,
    find(heading) {
      const at = names.findIndex((name) => heading.test(name));
      return at === -1 ? undefined : { heading: names[at] as string, text: ibkrText(fields[at]) };
    },
  };
}

/** Throws {@link FileRefused}, naming it and the headings found, for a column that is missing, or there twice. */
function requireSectionColumns(section: string, names: readonly string[], required: readonly Needed[]): void {
  const written = required.map(({ name, or }) => (or && names.find((heading) => or.test(heading))) ?? name);
  columnReader(names, { format: `section ${section}`, required: written });
}

/** The sections that the first bytes of a file name, if it is a sectioned file at all. */
export function sectionsIn(head: Uint8Array): Set<string> {
  const all = csvHead(head).filter(({ problem }) => problem === undefined);
  if (all[0]?.fields[1]?.trim() !== 'Header') return new Set();
  return new Set(
    all.filter(({ fields }) => fields[1]?.trim() === 'Header').map(({ fields }) => fields[0]?.trim() ?? ''),
  );
}

/**
 * The account that a row or the file names, else the one that the user said; throws {@link FileRefused} where there is
 * none.
 */
export function accountOf(written: string, said: string | null): string {
  const [named = written] = /^[A-Z]{1,3}[\d*]+[A-Z]?\b/.exec(written) ?? [];
  const account = named === '' ? said : unmasked(named, said);
  if (account === null) throw new FileRefused('this file names no account: say it with --account');
  return account;
}
