import { basename, resolve } from 'node:path';
import { FileRefused, InvalidInput } from '../domain/errors.js';
import type { TableMapping } from '../ingest/mapping/mapping.js';
import { printNote, type Answer } from './context.js';

/** A mapping proposed for a file, as the document and as the lines; what is left to the user stands on stderr. */
export async function suggest(paths: readonly string[]): Promise<Answer> {
  const [path, other] = paths;
  if (path === undefined || other !== undefined) throw new InvalidInput('--suggest is for one file');
  const { readHead } = await import('../activities/import/received-file.js');
  const { fieldsToFillIn, sidesWithoutMeaning, suggestMapping } =
    await import('../ingest/mapping/suggest-mapping.js');
  const { bytes } = await readHead(resolve(path));
  const known = await knownAs(bytes, path);
  const mapping = suggestMapping(bytes);
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
    ...(open.length > 0 ? [`to be filled in: ${open.join(', ')}`] : []),
  ];
  for (const note of notes) printNote(note);
  return { document: mapping, lines: JSON.stringify(mapping, null, 2).split('\n') };
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
