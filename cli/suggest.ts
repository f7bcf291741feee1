import { basename, resolve } from 'node:path';
import { FileRefused, InvalidInput } from '../domain/errors.js';
import { formatDecimal } from '../domain/number/decimal.js';
import type { TableMapping } from '../ingest/mapping/mapping.js';
import type { Parsed } from '../ingest/source-format.js';
import { printNote, type Answer } from './context.js';
import { askForOpenFields } from './suggest-questions.js';

/**
 * A mapping proposed for a file, as the document and as the lines. What it is sure of, what it guessed, how three rows
 * would be imported and what is left to the user stands on stderr. Without `yes` a person at a terminal is asked for
 * what nothing in the table says; with it, and where nobody sits there, the mapping is printed as it is.
 */
export async function suggest(paths: readonly string[], { yes }: { yes: boolean }): Promise<Answer> {
  const [path, other] = paths;
  if (path === undefined || other !== undefined) throw new InvalidInput('--suggest is for one file');
  const { readHead } = await import('../activities/import/received-file.js');
  const { fieldsToFillIn, sidesWithoutMeaning, suggestMapping } =
    await import('../ingest/mapping/suggest-mapping.js');
  const { withDefaults } = await import('../ingest/mapping/suggest-defaults.js');
  const { bytes } = await readHead(resolve(path));
  const known = await knownAs(bytes, path);
  const proposed = suggestMapping(bytes);
  const mapping = yes ? withDefaults(proposed) : await askForOpenFields(proposed, fieldsToFillIn(proposed));
  const { column, texts } = sidesWithoutMeaning(bytes, mapping);
  const open = fieldsToFillIn(mapping).map((name) => `fields.${name}`);
  const notes = [
    ...known,
    ...(['action', 'quantity', 'price'].every((name) => open.includes(`fields.${name}`))
      ? ['little of it looks like trades: fill the mapping in if they are trades or orders']
      : []),
    ...(mapping.header === false
      ? ['it has no header: a column is named by its place, from 1, {"column": 3}']
      : []),
    ...(await guessesIn(proposed, mapping)),
    'look over how times (format, zone) and numbers (decimal, sign) are read',
    ...(monthOrDayFirst(mapping) ? ['look over whether the month or the day comes first in its dates'] : []),
    ...(mapping.fields['account'] === undefined
      ? ['it names no account: import it with --account NAME']
      : []),
    ...(texts.length > 0
      ? [
          `by the mapping rows are rejected whose ${column} is ${quotedList(texts)}: give these a meaning, or leave them out by "where"`,
        ]
      : []),
    ...(open.length > 0
      ? [
          `to be filled in: ${open.join(', ')}${takesDefaults(open) ? ' (--yes takes USD and New York’s clock)' : ''}`,
        ]
      : await preview(bytes, mapping)),
  ];
  for (const note of notes) printNote(note);
  return { document: mapping, lines: JSON.stringify(mapping, null, 2).split('\n') };
}

function takesDefaults(open: readonly string[]): boolean {
  return open.every((name) => name === 'fields.currency' || name.endsWith('.zone'));
}

/** What of the mapping is a guess, and where the money's currency comes from. */
async function guessesIn(proposed: TableMapping, mapping: TableMapping): Promise<string[]> {
  const { fieldsToFillIn } = await import('../ingest/mapping/suggest-mapping.js');
  const filledIn = fieldsToFillIn(proposed).filter((name) => !fieldsToFillIn(mapping).includes(name));
  const { where = [], fields } = mapping;
  const { currency } = fields;
  return [
    ...where.map(({ column, is, above }) =>
      above === undefined
        ? `rows count whose ${column} is ${quotedList((is ?? []).map(String))}; the others are left out`
        : `rows count whose ${column} is above ${above}; the others are left out`,
    ),
    ...(currency?.column === undefined
      ? []
      : [`the currency comes from the column ${String(currency.column)}`]),
    ...filledIn.flatMap((name) =>
      name === 'currency'
        ? [`currency ${String(currency?.value)}: nothing in the table says it`]
        : [`${name}: nothing in the table says it`],
    ),
  ];
}

const SHOWN_ROWS = 3;

/** How the first rows would be imported, and what would become of the others. */
async function preview(bytes: Uint8Array, mapping: TableMapping): Promise<string[]> {
  const { mappedTable } = await import('../ingest/mapping/mapped-table.js');
  const { wholeRecords } = await import('../ingest/mapping/table-sample.js');
  let events: Parsed[];
  try {
    const parser = mappedTable(mapping).open({ account: 'main' }, '');
    events = [...parser.push(wholeRecords(bytes)), ...parser.end()];
  } catch (error) {
    if (error instanceof FileRefused) return [`by the mapping the file is refused: ${error.message}`];
    throw error;
  }
  const records = events.filter((event) => event.kind === 'record');
  const others = new Map<string, number>();
  for (const event of events)
    if (event.kind === 'reject' || event.kind === 'ignored') {
      const what = `${event.kind === 'reject' ? 'rejected' : 'left out'}: ${event.reason}`;
      others.set(what, (others.get(what) ?? 0) + 1);
    }
  return [
    ...records
      .slice(0, SHOWN_ROWS)
      .map(({ record, lines }) => `line ${lines.join(', ')} becomes ${fieldsText(record)}`),
    ...[...others].map(([what, count]) => `of the first rows ${count} × ${what}`),
  ];
}

function fieldsText(record: object): string {
  return Object.entries(record)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${typeof value === 'bigint' ? formatDecimal(value) : String(value)}`)
    .join(', ');
}

const MOST_TOLD = 12;

function quotedList(texts: readonly string[]): string {
  const more = texts.length > MOST_TOLD ? ` and ${texts.length - MOST_TOLD} more` : '';
  return (
    texts
      .slice(0, MOST_TOLD)
      .map((text) => JSON.stringify(text.slice(0, 40)))
      .join(', ') + more
  );
}

function monthOrDayFirst({ fields: { executed_at: time } }: TableMapping): boolean {
  const formats = time && 'format' in time ? [time.format ?? []].flat() : [];
  return formats.some((format) => /^(M[-/]d|d[-/]M)[-/]y/.test(format));
}

/** What the format says of it that it seems to be. */
async function knownAs(head: Uint8Array, path: string): Promise<string[]> {
  const { detectFormat, refusalOf } = await import('../ingest/formats.js');
  try {
    const format = detectFormat(head, basename(path));
    const refusal = refusalOf(format, head, basename(path));
    return refusal
      ? [`without a mapping it is refused: ${refusal.message}`]
      : [`this is ${format.name}, which is imported as it is, without a mapping`];
  } catch (error) {
    if (error instanceof FileRefused) return [];
    throw error;
  }
}
